"""What an officer still owes on units in their own custody, by the clock that runs for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.deadlines.models import Clock
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.borne import in_seal_order
from custody.evidence.selectors.holding import my_custody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.core.clock_kinds import ClockType
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What is owed of one kind. ``total`` counts what was owed on the same units, also where it is done: n of m."""

    units: Sequence[HandlingUnit]
    total: int
    due_at: datetime | None

    @property
    def number(self) -> int:
        """Which of all the next one is."""
        return self.total - len(self.units) + 1


def unweighed_of(officer: Officer, seizure_id: UUID) -> Owing:
    """Return what of a seizure the officer has and nobody weighed yet, in the order of the seals: on the quay no clock
    runs for it, and it is weighed there one after the other all the same."""
    goods = my_custody(officer).filter(seizure_id=seizure_id).exclude(kind__in=NOT_DRUGS)
    units = in_seal_order(officer, list(goods.filter(gross_mg__isnull=True)))
    return Owing(units=units, total=goods.count() if units else 0, due_at=None)


def owing(officer: Officer, *, clock_type: ClockType) -> Owing:
    """Return what the officer owes of a kind, the units within their seizures as a row of bags stands, by their seals;
    no units when nothing is."""
    mine = my_custody(officer)
    clocks = Clock.objects.filter(clock_type=clock_type, subject_id__in=mine.values("id"))
    due = dict(clocks.filter(closed_at__isnull=True).values_list("subject_id", "due_at"))
    units = in_seal_order(officer, list(mine.filter(pk__in=due))) if due else []
    total = clocks.values("subject_id").distinct().count() if units else 0
    return Owing(units=units, total=total, due_at=min(due.values(), default=None))
