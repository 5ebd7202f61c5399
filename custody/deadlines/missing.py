"""Clocks that ought to run and do not. There should be none; where there are, they are armed from the facts."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from custody.core.lifecycle import GONE, CustodyState
from custody.deadlines.clocks import make
from custody.deadlines.models import Clock
from custody.deadlines.starts import Start, starts_of, storage_clock
from custody.deadlines.types import STORAGE, ClockType
from custody.evidence.models import HandlingUnit
from custody.evidence.models.unit import CONVEYANCE_KINDS, NOT_DRUGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

log = logging.getLogger(__name__)

BATCH = 500
_UNSTRIPPED = (CustodyState.CONTAINED, CustodyState.EXTRACTION, CustodyState.IN_TRANSIT)


def units_without_clock(clock_type: ClockType) -> QuerySet[HandlingUnit]:
    """Return the live outermost units that this clock should run for and does not.

    For goods in store either clock of storage will do: which of them it is depends on the place.
    """
    kinds = STORAGE if clock_type in STORAGE else (clock_type,)
    running = Clock.objects.filter(subject_id=OuterRef("id"), clock_type__in=kinds, closed_at__isnull=True)
    live = HandlingUnit.objects.filter(parent__isnull=True).exclude(custody_state__in=sorted(GONE))
    if clock_type is ClockType.STRIP:
        return live.filter(kind__in=CONVEYANCE_KINDS, custody_state__in=_UNSTRIPPED).filter(~Exists(running))
    if clock_type is ClockType.SWEEP_OWED:
        live = live.filter(unswept=True)
    elif clock_type in STORAGE:
        live = live.filter(custody_state=CustodyState.STORED)
    return live.filter(seized_at__isnull=False).exclude(kind__in=NOT_DRUGS).filter(~Exists(running))


def arm_missing(*, at: datetime) -> int:
    """Arm what should run and does not, at most 500 of each kind; return how many there were."""
    armed = 0
    for clock_type in (
        ClockType.TARGET_DESTRUCTION,
        ClockType.SWEEP_OWED,
        ClockType.MAX_STORAGE,
        ClockType.STRIP,
    ):
        with transaction.atomic():
            # The units are locked first, as everywhere: one that is being destroyed is left alone.
            rows = units_without_clock(clock_type).order_by("id").select_for_update(skip_locked=True, of=("self",))
            units = {unit.id: unit for unit in rows[:BATCH]}
            made = 0
            for kind, starts in _by_kind(clock_type, starts_of(list(units.values()), at=at)).items():
                begun = [replace(start, started_at=_since(kind, units[start.subject_id]) or at) for start in starts]
                made += make(clock_type=kind, starts=begun, subject_kind="unit", at=at)
        if made:
            log.error("%d units had no clock %s: armed now", made, clock_type)
        armed += made
    return armed


def _by_kind(clock_type: ClockType, starts: Sequence[Start]) -> dict[ClockType, list[Start]]:
    """Return the starts by the clock they are for: in store the place decides."""
    out: dict[ClockType, list[Start]] = {}
    for start in starts:
        kind = storage_clock(start) if clock_type in STORAGE else clock_type
        out.setdefault(kind, []).append(start)
    return out


def _since(clock_type: ClockType, unit: HandlingUnit) -> datetime | None:
    if clock_type in STORAGE:
        return unit.state_since
    return unit.held_since if clock_type is ClockType.STRIP else unit.seized_at
