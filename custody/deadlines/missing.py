"""Clocks that ought to run and do not. There should be none; where there are, they are armed from the facts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from custody.core.lifecycle import GONE, CustodyState
from custody.deadlines.clocks import Start, make
from custody.deadlines.models import Clock
from custody.deadlines.types import ClockType
from custody.evidence.models import HandlingUnit
from custody.evidence.models.unit import CONVEYANCE_KINDS

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

log = logging.getLogger(__name__)

BATCH = 500
_UNSTRIPPED = (CustodyState.CONTAINED, CustodyState.EXTRACTION, CustodyState.IN_TRANSIT)


def units_without_clock(clock_type: ClockType) -> QuerySet[HandlingUnit]:
    """Return the live outermost units that this clock should run for and does not."""
    running = Clock.objects.filter(subject_id=OuterRef("id"), clock_type=clock_type, closed_at__isnull=True)
    live = HandlingUnit.objects.filter(parent__isnull=True).exclude(custody_state__in=sorted(GONE))
    if clock_type is ClockType.STRIP:
        return live.filter(kind__in=CONVEYANCE_KINDS, custody_state__in=_UNSTRIPPED).filter(~Exists(running))
    return live.filter(seized_at__isnull=False).exclude(kind="sample").filter(~Exists(running))


def arm_missing(*, at: datetime) -> int:
    """Arm what should run and does not, at most 500 of each kind; return how many there were."""
    armed = 0
    for clock_type in (ClockType.TARGET_DESTRUCTION, ClockType.STRIP):
        with transaction.atomic():
            # The units are locked first, as everywhere: one that is being destroyed is left alone.
            rows = units_without_clock(clock_type).order_by("id").select_for_update(skip_locked=True)
            starts = [
                Start(
                    subject_id=unit.id,
                    jurisdiction=unit.jurisdiction,
                    started_at=unit.seized_at or unit.held_since or at,
                )
                for unit in rows[:BATCH]
            ]
            made = make(clock_type=clock_type, starts=starts, subject_kind="unit")
        if made:
            log.error("%d units had no clock %s: armed now", len(made), clock_type)
        armed += len(made)
    return armed
