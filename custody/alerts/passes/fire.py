"""The fire pass: clocks that reached a stage become alerts and rows of the out-tray, in one transaction.

Clocks that another engine works on are skipped, never waited for. After an outage a clock fires once, for the highest
stage it reached; the stages it swallowed are listed on the alert.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from custody.alerts.models import Alert
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.rules import RULES, level_of, wait_before
from custody.alerts.telling import Audience, tell
from custody.core.clocks import highest_reached, next_stage
from custody.core.events import ALERT_RAISED
from custody.core.identifiers import new_public_ref
from custody.deadlines.models import Clock
from custody.deadlines.selectors import database_now
from custody.deadlines.types import ClockType
from custody.ledger.recording import Record, recording

BATCH = 500


def fire(*, engine: str) -> int:
    """Fire what is due, at most 500 clocks; return how many fired."""
    done = 0
    if Clock.objects.filter(next_fire_at__lte=database_now()).exists():
        done = _pass_over_silent_stages()
        with suppress(NothingDue), recording(engine_act()) as record:
            done += _fire(record, engine)
    beat(engine=engine, work="fire", done=done)
    return done


def _pass_over_silent_stages() -> int:
    """Arm anew the clocks that reached a stage which raises nothing; return how many there were.

    No event tells of them, so they are not part of a recording: every entry of the ledger says something.
    """
    with transaction.atomic(durable=True):
        now = database_now()
        silent = [clock for clock in _due(now) if not _raises(clock, now)]
        for clock in silent:
            reached = highest_reached(clock.started_at, clock.due_at, at=now, after=clock.fired_stage)
            clock.fired_stage = clock.fired_stage if reached is None else reached.stage
            clock.next_stage, clock.next_fire_at = next_stage(clock.started_at, clock.due_at, after=clock.fired_stage)
        Clock.objects.bulk_update(silent, ["fired_stage", "next_stage", "next_fire_at"], batch_size=BATCH)
    return len(silent)


def _due(now: datetime) -> list[Clock]:
    rows = Clock.objects.select_for_update(skip_locked=True).filter(next_fire_at__lte=now)
    return list(rows.order_by("next_fire_at")[:BATCH])


def _raises(clock: Clock, now: datetime) -> bool:
    reached = highest_reached(clock.started_at, clock.due_at, at=now, after=clock.fired_stage)
    return reached is not None and level_of(ClockType(clock.clock_type), reached.stage) is not None


def _fire(record: Record, engine: str) -> int:
    clocks = [clock for clock in _due(record.now) if _raises(clock, record.now)]
    if not clocks:
        raise NothingDue
    alerts = [_alert_of(record, clock, engine) for clock in clocks]
    for clock in clocks:
        clock.next_stage, clock.next_fire_at = next_stage(clock.started_at, clock.due_at, after=clock.fired_stage)
    Clock.objects.bulk_update(clocks, ["fired_stage", "next_stage", "next_fire_at"], batch_size=BATCH)
    Alert.objects.bulk_create(alerts)
    for alert in alerts:
        record.append(
            ALERT_RAISED, on=alert, alert_id=alert.id, public_ref=alert.public_ref, level=alert.level,
            engine=engine, fired_for=alert.fired_for, rule=alert.rule, stage=alert.stage,
            subject_id=alert.subject_id,
        )
    tell(alerts, audience=Audience(), at=record.now)
    return len(clocks)


def _alert_of(record: Record, clock: Clock, engine: str) -> Alert:
    """Move the clock to the highest stage it reached, which raises an alert; return that alert."""
    reached = highest_reached(clock.started_at, clock.due_at, at=record.now, after=clock.fired_stage)
    clock_type = ClockType(clock.clock_type)
    level = None if reached is None else level_of(clock_type, reached.stage)
    if reached is None or level is None:
        raise NothingDue
    clock.fired_stage = reached.stage
    alert_id = uuid4()
    return Alert(
        id=alert_id,
        stream_id=record.open_stream(kind="alert", ref=alert_id),
        public_ref=new_public_ref(secrets.token_bytes(8)),
        rule=RULES[clock_type].code,
        level=level,
        clock=clock,
        epoch=clock.epoch,
        stage=reached.stage,
        collapsed_stages=list(reached.skipped[:1] + reached.skipped[-1:]),
        subject_kind=clock.subject_kind,
        subject_id=clock.subject_id,
        fired_for=reached.fire_at,
        raised_at=record.at,
        engine=engine,
        next_escalation_at=record.now + wait_before(level=level, step=0),
    )
