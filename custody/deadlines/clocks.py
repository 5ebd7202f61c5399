"""Arming and closing clocks, inside the transaction of the event that does it. A step, not an action."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from custody.core.act import Basis
from custody.core.clocks import next_stage
from custody.deadlines.models import Clock
from custody.deadlines.types import LENGTHS, ClockType
from custody.ledger.recording import Record
from custody.organisation.selectors import policy_value

REPLAY_GRACE = timedelta(minutes=10)
"""A replay closes most of its clocks in the same breath; until it wakes the rest they do not fire."""


def arm(record: Record, *, clock_type: ClockType, subject_kind: str, subject_id: UUID, jurisdiction: str,
        started_at: datetime) -> Clock:
    """Start a clock and return it. A clock of this type that still runs for the subject is closed first: the new one
    is the next epoch."""
    close(record, subject_id=subject_id, clock_types=(clock_type,), by="rearmed")
    length = LENGTHS[clock_type]
    due_at = started_at + length.step * policy_value(key=length.policy, jurisdiction=jurisdiction, at=started_at)
    stage, fire_at = next_stage(started_at, due_at)
    replayed = record.act.basis is Basis.SCENARIO
    epoch = Clock.objects.filter(subject_id=subject_id, clock_type=clock_type).aggregate(top=Max("epoch"))["top"]
    return Clock.objects.create(
        clock_type=clock_type,
        subject_kind=subject_kind,
        subject_id=subject_id,
        jurisdiction=jurisdiction,
        epoch=(epoch or 0) + 1,
        started_at=started_at,
        due_at=due_at,
        next_stage=stage,
        next_fire_at=max(fire_at, record.now + REPLAY_GRACE) if replayed else fire_at,
        replayed=replayed,
    )


def close(record: Record, *, subject_id: UUID, clock_types: tuple[ClockType, ...], by: str) -> int:
    """End the clocks of these types that run for the subject; return how many there were."""
    return Clock.objects.filter(
        subject_id=subject_id, clock_type__in=clock_types, closed_at__isnull=True
    ).update(closed_at=record.at, closed_by=by, next_fire_at=None, next_stage=None)


def wake_replayed(*, at: datetime) -> int:
    """Let the clocks that a replay left running fire from now on; return how many there are."""
    return Clock.objects.filter(replayed=True, closed_at__isnull=True, next_fire_at__gt=at).update(
        next_fire_at=at, replayed=False
    )
