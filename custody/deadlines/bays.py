"""What stands in each bay of a store, and how long over its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min, OuterRef, Subquery

from custody.deadlines.models import Clock
from custody.deadlines.types import STORAGE, ClockType

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit

_BURNT_BY = (*STORAGE, ClockType.TARGET_DESTRUCTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many units stand in a bay, and when the first of them is to be gone; ``None`` where no clock runs on any."""

    units: int
    due_at: datetime | None

    def hours_over(self, *, at: datetime) -> int | None:
        """Return by how many whole hours the first one is over its time, ``None`` while none is."""
        return None if self.due_at is None or self.due_at >= at else int((at - self.due_at).total_seconds() // 3600)


def by_bay(rows: QuerySet[HandlingUnit]) -> dict[str, Standing]:
    """Return, by bay, what stands in it, in one query. ``rows`` are units with their ``bay``. A clock that a hold makes
    stand still is over at no time."""
    running = Clock.objects.filter(
        subject_id=OuterRef("pk"), clock_type__in=_BURNT_BY, closed_at__isnull=True, paused_at__isnull=True
    ).order_by("due_at")
    found = rows.order_by().annotate(due_at=Subquery(running.values("due_at")[:1])).values("bay")
    return {
        each["bay"]: Standing(units=each["units"], due_at=each["first"])
        for each in found.annotate(units=Count("pk"), first=Min("due_at"))
    }
