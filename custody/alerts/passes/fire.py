"""The fire pass: clocks that reached a stage become alerts and rows of the out-tray, in one transaction.

Clocks that another engine works on are skipped, never waited for. After an outage a clock fires once, for the highest
stage it reached; the stages it swallowed are listed on the alert. A clock that cannot be judged is pushed back a
minute, counted, and stops nobody else.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from custody.alerts.models import Alert
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.alerts.rules import RULES, level_of, wait_before
from custody.alerts.telling import tell
from custody.core.clocks import Reached, highest_reached, next_stage
from custody.core.events import ALERT_RAISED
from custody.core.identifiers import new_public_ref
from custody.deadlines.models import Clock
from custody.deadlines.selectors import database_now
from custody.deadlines.types import ClockType
from custody.ledger.recording import Record, recording

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger(__name__)

BATCH = 200
"""So many at once that an officer whose act ends one of these clocks waits a second at most; a tick later come more."""
PUSHED_BACK = timedelta(seconds=60)
_REARMED = ["fired_stage", "next_stage", "next_fire_at"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A due clock and the stage it reached; ``None`` when it has reached none yet."""

    clock: Clock
    reached: Reached | None


@dataclass(frozen=True, slots=True)
class ToRaise:
    """A stage that must raise an alert of this level, and has not yet."""

    clock: Clock
    reached: Reached
    level: int


def fire(*, engine: str) -> int:
    """Fire what is due, at most 200 clocks; return how many were taken on."""
    done = 0
    if _armed(database_now()).exists():
        done = _pass_over_silent_stages()
        try:
            done += _raise_alerts(engine)
        except IntegrityError:
            log.exception("one of the due clocks breaks a rule of the database: taking them one by one")
            done += _raise_one_by_one(engine)
    beat(engine=engine, work="fire", done=done)
    return done


def _armed(now: datetime) -> QuerySet[Clock]:
    return Clock.objects.filter(next_fire_at__lte=now)


def _due(now: datetime, *, only: int | None = None) -> list[Clock]:
    rows = _armed(now).select_for_update(skip_locked=True)
    if only is not None:
        rows = rows.filter(pk=only)
    return list(rows.order_by("next_fire_at", "pk")[:BATCH])


def _judge(clocks: Sequence[Clock], now: datetime) -> list[Judged]:
    """Return what has become of each clock. One that cannot be judged is pushed back and left out."""
    judged = []
    for clock in clocks:
        try:
            reached = highest_reached(clock.started_at, clock.due_at, at=now, after=clock.fired_stage)
            ClockType(clock.clock_type)
        except Exception:
            log.exception("clock %s cannot be judged", clock.pk)
            _push_back(clock.pk, now)
            continue
        judged.append(Judged(clock, reached))
    return judged


def _to_raise(judged: Sequence[Judged]) -> list[ToRaise]:
    """Return the stages that are alerts. One that has its alert already (its clock was set back) is left out."""
    known = set(
        Alert.objects.filter(clock__in=[each.clock for each in judged]).values_list("clock_id", "epoch", "stage")
    )
    out = []
    for each in judged:
        clock, reached = each.clock, each.reached
        if reached is None or (clock.pk, clock.epoch, reached.stage) in known:
            continue
        level = level_of(ClockType(clock.clock_type), reached.stage)
        if level is not None:
            out.append(ToRaise(clock, reached, level))
    return out


def _push_back(clock_id: int, now: datetime) -> None:
    Clock.objects.filter(pk=clock_id, closed_at__isnull=True).update(
        next_fire_at=now + PUSHED_BACK, eval_errors=F("eval_errors") + 1
    )


def _pass_over_silent_stages() -> int:
    """Arm anew the clocks that reached a stage which raises nothing; return how many there were.

    No event tells of them, so they are not part of a recording: every entry of the ledger says something.
    """
    with transaction.atomic(durable=True):
        now = database_now()
        judged = _judge(_due(now), now)
        loud = {each.clock.pk for each in _to_raise(judged)}
        silent = [each for each in judged if each.clock.pk not in loud]
        _rearm(silent)
    return len(silent)


def _rearm(judged: Sequence[Judged | ToRaise]) -> None:
    """Arm the clocks for the stage after the one they reached."""
    clocks = []
    for each in judged:
        clock = each.clock
        if each.reached is not None:
            clock.fired_stage = each.reached.stage
        clock.next_stage, clock.next_fire_at = next_stage(clock.started_at, clock.due_at, after=clock.fired_stage)
        clocks.append(clock)
    Clock.objects.bulk_update(clocks, _REARMED, batch_size=BATCH)


def _raise_alerts(engine: str, *, only: int | None = None) -> int:
    done = 0
    with suppress(NothingDue), recording(engine_act()) as record:
        fresh = _to_raise(_judge(_due(record.now, only=only), record.now))
        if not fresh:
            raise NothingDue
        _rearm(fresh)
        # The higher stage takes the place of the lower: one open alert for each obligation.
        resolve(record, lock_open_alerts(Q(clock__in=[each.clock for each in fresh])), by=ALERT_RAISED.code)
        _write(record, fresh, engine)
        done = len(fresh)
    return done


def _raise_one_by_one(engine: str) -> int:
    done = 0
    for clock_id in list(_armed(database_now()).order_by("next_fire_at").values_list("pk", flat=True)[:BATCH]):
        try:
            done += _raise_alerts(engine, only=clock_id)
        except IntegrityError:
            log.exception("clock %s breaks a rule of the database", clock_id)
            _push_back(clock_id, database_now())
    return done


def _write(record: Record, fresh: Sequence[ToRaise], engine: str) -> None:
    refs = _fresh_refs(len(fresh))
    alerts = [_alert_of(record, each, ref, engine) for each, ref in zip(fresh, refs, strict=True)]
    Alert.objects.bulk_create(alerts)
    for alert in alerts:
        record.append(
            ALERT_RAISED,
            on=alert,
            alert_id=alert.id,
            public_ref=alert.public_ref,
            level=alert.level,
            engine=engine,
            fired_for=alert.fired_for,
            rule=alert.rule,
            stage=alert.stage,
            subject_id=alert.subject_id,
        )
    tell(alerts, at=record.now)


def _alert_of(record: Record, each: ToRaise, ref: str, engine: str) -> Alert:
    clock, reached, level = each.clock, each.reached, each.level
    alert_id = uuid4()
    return Alert(
        id=alert_id,
        stream_id=record.open_stream(kind="alert", ref=alert_id),
        public_ref=ref,
        rule=RULES[ClockType(clock.clock_type)].code,
        level=level,
        clock=clock,
        epoch=clock.epoch,
        stage=reached.stage,
        collapsed_stages=list(reached.skipped),
        subject_kind=clock.subject_kind,
        subject_id=clock.subject_id,
        dedupe_key=f"{clock.clock_type}:{clock.subject_id}",
        fired_for=reached.fire_at,
        raised_at=record.at,
        engine=engine,
        next_escalation_at=record.now + wait_before(level=level, step=0),
    )


def _fresh_refs(count: int) -> list[str]:
    """Return references that no alert ever had."""
    refs: set[str] = set()
    while len(refs) < count:
        drawn = {new_public_ref(secrets.token_bytes(5), length=7) for _ in range(count - len(refs))}
        refs |= drawn - set(Alert.objects.filter(public_ref__in=drawn).values_list("public_ref", flat=True))
    return list(refs)
