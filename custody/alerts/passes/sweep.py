"""The sweep pass: what must never be, looked for without locks over partial indexes only.

It reads past locks, so that a session which sits on a due clock, and hides it from the fire pass, is seen here. Clocks
that ought to run and do not are armed on the spot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.engine import beat
from custody.alerts.rules import CHANNELS
from custody.deadlines.missing import arm_missing
from custody.deadlines.models import Clock
from custody.deadlines.selectors import database_now

LATE = timedelta(minutes=2)
LATELY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweep found. All of it should be nought."""

    units_without_clock: int
    unfired_past_due: int
    steps_not_taken: int
    unsent_for_long: int
    told_to_nobody: int
    refused_for_good: int

    @property
    def is_well(self) -> bool:
        """Nothing is wrong."""
        return not self.findings()

    def findings(self) -> list[dict[str, Any]]:
        """Return what is wrong, each with its code and how often."""
        return [{"code": code, "count": getattr(self, code)} for code in self.__slots__ if getattr(self, code)]


def sweep(*, engine: str) -> Swept:
    """Look for what must never be, write it into the heartbeat, and return it."""
    now = database_now()
    found = Swept(
        units_without_clock=arm_missing(at=now),
        unfired_past_due=Clock.objects.filter(next_fire_at__lt=now - LATE).count(),
        steps_not_taken=Alert.objects.exclude(state="resolved").filter(next_escalation_at__lt=now - LATE).count(),
        unsent_for_long=Delivery.objects.filter(next_attempt_at__isnull=False, created_at__lt=now - LATE).count(),
        told_to_nobody=_told_to_nobody(),
        refused_for_good=_refused_for_good(now),
    )
    beat(engine=engine, work="sweep", done=len(found.findings()), findings=found.findings())
    return found


def _told_to_nobody() -> int:
    """Return how many open alerts have no message at all, because nobody they concern can be reached."""
    loud = [level for level, channels in CHANNELS.items() if channels]
    told = Delivery.objects.filter(alert=OuterRef("id"))
    return Alert.objects.filter(~Exists(told), state="open", level__in=loud).count()


def _refused_for_good(now: datetime) -> int:
    """Return how many messages about alerts that are still open a channel refused for good in the last hour."""
    rows = Delivery.objects.filter(state="failed", created_at__gte=now - LATELY)
    return rows.exclude(alert__state="resolved").count()
