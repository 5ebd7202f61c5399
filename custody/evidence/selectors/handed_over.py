"""What became of the units of a hand-over that was accepted: not every one is taken, and not each as it was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q

from custody.evidence.models import Discrepancy, Transfer, TransferLine

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

TAKEN = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many units were taken, each that was not with the kind of the reason, and each taken under another seal."""

    taken: int
    left: list[tuple[HandlingUnit, str]]
    differing: list[HandlingUnit]

    @property
    def is_whole(self) -> bool:
        """Whether everything was taken as it was given."""
        return not self.left and not self.differing


def outcome_of(transfer: Transfer) -> Outcome:
    """Return what became of the units of a hand-over, by label; nothing is taken before it is accepted."""
    lines = TransferLine.objects.filter(transfer=transfer).order_by("unit__label")
    taken = lines.filter(state=TAKEN)
    left = lines.exclude(state=TAKEN).select_related("unit") if transfer.state == TAKEN else lines.none()
    strange = lines.none()
    if transfer.closed_at is not None:
        differing = Discrepancy.objects.filter(
            discrepancy_kind="seal", opened_by=transfer.receiver_id, opened_at=transfer.closed_at
        )
        strange = taken.filter(unit__in=differing.values("unit")).select_related("unit")
    return Outcome(
        taken=taken.count(),
        left=[(line.unit, line.state) for line in left],
        differing=[line.unit for line in strange],
    )


@dataclass(frozen=True, slots=True)
class Given:
    """What was taken over from somebody: when the last of it, which units, and by the badges that signed for them."""

    at: datetime | None
    units: set[UUID]
    takers: list[str]


def given_by(officer_ids: Collection[UUID], unit_ids: Collection[UUID]) -> Given:
    """Return which of the units were taken over from one of the officers, when the last of them, and by whom."""
    lines = TransferLine.objects.filter(unit__in=unit_ids, state=TAKEN, transfer__state=TAKEN,
                                        transfer__giver__in=officer_ids)  # fmt: skip
    rows = list(lines.values_list("unit", "transfer__closed_at", "transfer__receiver__badge"))
    return Given(at=max((at for _unit, at, _badge in rows if at is not None), default=None),
                 units={unit_id for unit_id, _at, _badge in rows}, takers=sorted({badge for _unit, _at, badge in rows}))


def given_beside(officer: Officer, *, since: datetime, limit: int = 5) -> list[tuple[Transfer, UUID]]:
    """Return the hand-overs that were accepted since a moment of what the officer seized with the one who gave it,
    newest first, each with the id of its seizure: both answer for what was not taken."""
    both = Q(unit__seizure__second_officer=officer, transfer__giver=F("unit__seizure__seizing_officer")) | Q(
        unit__seizure__seizing_officer=officer, transfer__giver=F("unit__seizure__second_officer")
    )
    rows = TransferLine.objects.filter(both, transfer__state=TAKEN, transfer__closed_at__gte=since)
    of_which = dict(rows.order_by("transfer__closed_at").values_list("transfer", "unit__seizure"))
    found = Transfer.objects.filter(pk__in=of_which).select_related("receiver", "receiver_second")
    return [(each, of_which[each.pk]) for each in found.order_by("-closed_at")[:limit]]
