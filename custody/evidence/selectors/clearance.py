"""Who stripped a conveyance, and what the search after that said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import EXTRACTION_STARTED, FieldClass
from custody.core.lifecycle import CustodyState
from custody.evidence.models import Clearance, GuardPost
from custody.evidence.models.unit import CONVEYANCE_KINDS
from custody.evidence.selectors.access import visible_units
from custody.ledger.selectors import told

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

_WHOLE_LIFE = 10_000


@dataclass(frozen=True, slots=True)
class Emptied:
    """A conveyance that was emptied and is still here: who stands at it, and whether it may go."""

    unit: HandlingUnit
    guards: tuple[str, ...]
    may_go: bool


def emptied_conveyances(officer: Officer, *, most: int) -> list[Emptied]:
    """Return the emptied conveyances the officer may know of, the longest here in front, in three queries.

    ``may_go`` says only whether both searchers signed that it is clear, never what else a search found.
    """
    rows = visible_units(officer).filter(kind__in=CONVEYANCE_KINDS, custody_state=CustodyState.EMPTIED)
    units = {unit.id: unit for unit in rows.order_by("state_since", "label")[:most]}
    guards: dict[UUID, list[str]] = {key: [] for key in units}
    for post in GuardPost.objects.filter(unit__in=units, relieved_at__isnull=True).select_related("guard"):
        guards[post.unit_id].append(post.guard.badge)
    clear: dict[UUID, bool] = {}
    for found in Clearance.objects.filter(unit__in=units).select_related("signature").order_by("searched_at", "id"):
        signed = found.signature is None or found.signature.signed_at is not None
        clear[found.unit_id] = found.result == "clear" and signed
    return [
        Emptied(unit=unit, guards=tuple(sorted(guards[key])), may_go=clear.get(key, False))
        for key, unit in units.items()
    ]


def stripped_by(unit: HandlingUnit) -> frozenset[str]:
    """Return the pseudonyms of everybody who led a stripping of the conveyance or stood by, every time it was open."""
    lines = told([unit.stream_id], classes=frozenset({FieldClass.PERSONAL}), limit=_WHOLE_LIFE)
    starts = [line for line in lines if line.type is EXTRACTION_STARTED]
    return frozenset(str(person) for line in starts for person in (line.actor, *line.values.values()))


def newest_clearance(unit: HandlingUnit) -> Clearance | None:
    """Return the newest search since the conveyance was emptied, with its signature, or ``None``."""
    rows = Clearance.objects.filter(unit=unit, searched_at__gte=unit.state_since)
    return rows.select_related("signature").order_by("-searched_at", "-id").first()
