"""The sweep pass: what must never be, looked for without locks over partial indexes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef

from custody.alerts.models import Delivery
from custody.alerts.passes.engine import beat
from custody.core.lifecycle import GONE
from custody.deadlines.models import Clock
from custody.deadlines.selectors import database_now
from custody.evidence.models import HandlingUnit

LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweep found. All of it should be nought."""

    units_without_clock: int
    unfired_past_due: int
    unsent_for_long: int

    @property
    def is_well(self) -> bool:
        """Nothing is wrong."""
        return not (self.units_without_clock or self.unfired_past_due or self.unsent_for_long)


def sweep(*, engine: str) -> Swept:
    """Look for live goods without a running clock, clocks past due that did not fire, and messages that stay."""
    now = database_now()
    running = Clock.objects.filter(subject_id=OuterRef("id"), closed_at__isnull=True)
    live = HandlingUnit.objects.filter(parent__isnull=True, seizure__isnull=False).exclude(custody_state__in=GONE)
    found = Swept(
        units_without_clock=live.exclude(kind="sample").filter(~Exists(running)).count(),
        unfired_past_due=Clock.objects.filter(next_fire_at__lt=now - LATE).count(),
        unsent_for_long=Delivery.objects.filter(next_attempt_at__lt=now - LATE).count(),
    )
    beat(engine=engine, work="sweep", done=int(not found.is_well))
    return found
