"""A place that holds more than it may is a fact: a waiver is owed, or something moves out. Steps, not actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.act import Basis
from custody.core.events import PLACE_FITS_AGAIN, PLACE_OVERFILLED
from custody.evidence.models import Overload
from custody.evidence.selectors import room

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from custody.ledger.recording import Record
    from custody.organisation.models import Place

_OLD = frozenset({Basis.SCENARIO, Basis.OPENING})
"""What is replayed was put somewhere long ago."""


def note(record: Record, place: Place, *, cause: str, reason: str | None = None) -> None:
    """Write that the place holds more than it may, when it does and no waiver admits it. ``cause`` is the code of the
    event after which it does. Appends ``place.overfilled/1``."""
    if record.act.basis in _OLD:
        return
    over = room.excess(place)
    if not over.is_over:
        return
    overload = Overload(
        place=place, stream_id=place.stream_id, cause=cause, over_mg=over.mg, over_eur=over.eur, reason=reason,
        found_by=record.act.actor, found_at=record.at,
    )  # fmt: skip
    overload.save(force_insert=True)
    record.append(
        PLACE_OVERFILLED,
        on=place,
        rows=[overload],
        overload_id=overload.id,
        cause=cause,
        found_at=record.at,
        over_mg=over.mg,
        over_eur=over.eur,
        found_by=record.act.actor.pseudonym,
        reason=reason,
    )


def note_growth(record: Record, place: Place | None, *, from_mg: int, cause: str) -> None:
    """Do the same when more lies in the place now than ``from_mg``: what became something else there takes no new
    room."""
    if place is not None and room.placed_mg(place) > from_mg:
        note(record, place, cause=cause)


def settle(record: Record, *, place_ids: Iterable[UUID] | None = None) -> None:
    """End what is owed for places that hold no more than they may, or whose load a waiver admits now; without
    ``place_ids`` for all of them. Appends ``place.fits_again/1``."""
    # Somebody who settles the same place at this moment has it locked, and does it.
    rows = Overload.objects.filter(ended_at__isnull=True).select_for_update(skip_locked=True, of=("self",))
    if place_ids is not None:
        rows = rows.filter(place__in=list(place_ids))
    by_place: dict[Place, list[Overload]] = {}
    for row in rows.select_related("place").order_by("place_id", "found_at", "id"):
        by_place.setdefault(row.place, []).append(row)
    for place, overloads in by_place.items():
        if room.excess(place).is_over:
            continue
        outcome = "waived" if room.excess(place, waivers=False).is_over else "moved"
        for overload in overloads:
            overload.ended_at, overload.outcome = record.at, outcome
            overload.save(update_fields=["ended_at", "outcome"])
            record.append(
                PLACE_FITS_AGAIN, on=place, rows=[overload], overload_id=overload.id, outcome=outcome,
                ended_at=record.at,
            )  # fmt: skip
