"""Waking up: nobody looked for a while, or the clock of the database jumped.

The fire pass asks before everything else. What was missed is not made up for message by message: each clock fires once,
for the highest stage it reached; until everything that is due has become an alert nothing but danger leaves, so that
each person gets one digest on each channel; and one alert says from when to when the house was blind.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection

from custody.alerts.models import Alert, Blackout, Heartbeat
from custody.alerts.passes.engine import NothingDue, engine_act
from custody.alerts.raising import HOUSE_ID, Finding, raise_alert
from custody.core.events import BLACKOUT_RECORDED
from custody.deadlines import stages
from custody.deadlines.models import Clock
from custody.ledger.recording import Record, recording

log = logging.getLogger(__name__)

BLIND_AFTER = timedelta(minutes=5)
"""Longer than this without a fire pass of any engine, and the house was blind."""
JUMPED_AHEAD = timedelta(minutes=2)
"""The database's clock ran so much further than this machine's counter between two passes of one process."""
SET_BACK = timedelta(seconds=10)
COLLECT_AT_MOST = timedelta(seconds=60)
HOLD_WHILE_BLIND_SECONDS = 10.0
COUNTED_AT_MOST = 20_000

_last_pass: dict[str, tuple[datetime, float]] = {}
"""When this process last looked, by engine: the database's time, and the counter that nobody can set."""
_blind_since: list[float] = []


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which nobody looked, or which the clock skipped or told twice."""

    cause: str  # outage, clock_forward, clock_back
    began_at: datetime
    ended_at: datetime


def wake(*, engine: str) -> Gap | None:
    """Look whether the house was blind, and write it down once; return what was written down."""
    now, last = _last_fire()
    before = _last_pass.get(engine)
    gap = judge(now=now, last=last, before=before, counter=time.monotonic())
    _last_pass[engine] = (now, time.monotonic())
    if gap is None:
        return None
    written = _write_down(gap, engine=engine, noticed_since=before[0] if before else None)
    if written is not None:
        log.error("the house was blind (%s) from %s to %s", written.cause, written.began_at, written.ended_at)
    return written


def judge(
    *, now: datetime, last: datetime | None, before: tuple[datetime, float] | None, counter: float
) -> Gap | None:
    """Return the gap behind ``now``, or ``None``.

    ``last`` is the newest fire pass of any engine, ``before`` what this process saw at its last pass: the time of the
    database and the reading of the counter.
    """
    if last is not None and last - now > SET_BACK:
        return Gap("clock_back", last, now)
    if before is not None:
        really = before[0] + timedelta(seconds=counter - before[1])
        if now - really > JUMPED_AHEAD:
            return Gap("clock_forward", really, now)
    if last is not None and now - last > BLIND_AFTER:
        return Gap("outage", last, now)
    return None


def collecting() -> bool:
    """Say whether messages wait for a moment, because an outage is being made up for and all of it becomes one digest.

    Never for longer than a minute; and not while nobody fires, which another part of the watch tells of.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp(), (SELECT max(last_ok_at) FROM custody_heartbeat WHERE work = 'fire'), "
            "       (SELECT max(ended_at) FROM custody_blackout)"
        )
        now, last, woke = cursor.fetchone()
    if last is not None and now - last > BLIND_AFTER:
        # Whoever fires has not looked yet. It will in a second or two, if it lives at all.
        _blind_since[:] = _blind_since or [time.monotonic()]
        return time.monotonic() - _blind_since[0] < HOLD_WHILE_BLIND_SECONDS
    _blind_since.clear()
    if woke is None or not timedelta(0) <= now - woke < COLLECT_AT_MOST:
        return False
    due = Clock.objects.filter(next_fire_at__lte=now).exists()
    return due or Alert.objects.exclude(state="resolved").filter(next_escalation_at__lte=now).exists()


def _last_fire() -> tuple[datetime, datetime | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp(), (SELECT max(last_ok_at) FROM custody_heartbeat WHERE work = 'fire')"
        )
        now, last = cursor.fetchone()
    return now, last


def _write_down(gap: Gap, *, engine: str, noticed_since: datetime | None) -> Gap | None:
    """Record the gap and raise its alert. Appends ``alert.raised/2`` and ``blackout.recorded/1``."""
    with suppress(NothingDue), recording(engine_act()) as record:
        # Two engines wake up together: the heartbeats let one of them write it down.
        list(Heartbeat.objects.select_for_update().filter(work="fire").order_by("id"))
        if _is_known(gap, noticed_since):
            raise NothingDue
        alert = raise_alert(
            record,
            Finding(
                rule="AL13",
                stage="blind" if gap.cause == "outage" else "clock jump",
                level=1,
                subject_kind="house",
                subject_id=HOUSE_ID,
                dedupe_key=f"sys:blackout:{gap.cause}:{gap.began_at.timestamp():.0f}",
                fired_for=gap.ended_at,
            ),
            engine=engine,
        )
        if alert is None:
            raise NothingDue
        _record(record, gap, alert)
        if gap.cause == "clock_back":
            _move_back(now=gap.ended_at, by=gap.began_at - gap.ended_at)
        Heartbeat.objects.filter(work="fire", engine=engine).update(last_ok_at=gap.ended_at)
        return gap
    return None


def _is_known(gap: Gap, noticed_since: datetime | None) -> bool:
    """Say whether another engine wrote it down since this one looked."""
    now, last = _last_fire()
    if gap.cause == "clock_forward":
        newest = Blackout.objects.order_by("-ended_at").values_list("ended_at", flat=True).first()
        return newest is not None and noticed_since is not None and newest > gap.began_at
    again = judge(now=now, last=last, before=None, counter=0.0)
    return again is None or again.cause != gap.cause


def _record(record: Record, gap: Gap, alert: Alert) -> None:
    blackout = Blackout(
        id=uuid4(),
        stream_id=alert.stream_id,
        alert=alert,
        cause=gap.cause,
        began_at=gap.began_at,
        ended_at=gap.ended_at,
        stages_passed=_stages_passed(gap.ended_at),
    )
    blackout.save(force_insert=True)
    record.append(
        BLACKOUT_RECORDED,
        on=alert,
        rows=[blackout],
        blackout_id=blackout.id,
        cause=gap.cause,
        began_at=gap.began_at,
        ended_at=gap.ended_at,
        stages_passed=blackout.stages_passed,
    )


def _stages_passed(now: datetime) -> int:
    """Return how many stages of clocks were reached and not fired; beyond 20,000 clocks one for each."""
    due = Clock.objects.filter(next_fire_at__lte=now)
    passed = 0
    for clock in due.order_by("next_fire_at")[:COUNTED_AT_MOST]:
        try:
            reached = stages.reached(clock, now)
        except Exception:  # noqa: BLE001 - the fire pass deals with a clock that cannot be judged
            reached = None
        passed += 1 if reached is None else 1 + len(reached.skipped)
    return passed + max(due.count() - COUNTED_AT_MOST, 0)


def _move_back(*, now: datetime, by: timedelta) -> None:
    """Move what the engines had planned by the clock that was ahead: nobody waits until time has caught up.

    Due dates stay: they are moments of the law. So do messages that wait for quiet hours to end.
    """
    with connection.cursor() as cursor:
        cursor.execute("UPDATE custody_heartbeat SET last_ok_at = %s WHERE last_ok_at > %s", [now, now])
        cursor.execute(
            "UPDATE custody_alert SET next_escalation_at = greatest(%s, next_escalation_at - %s * interval '1 s') "
            "WHERE state <> 'resolved' AND next_escalation_at > %s",
            [now, by.total_seconds(), now],
        )
        cursor.execute(
            "UPDATE custody_delivery SET next_attempt_at = greatest(%s, next_attempt_at - %s * interval '1 s'), "
            "lease_until = lease_until - %s * interval '1 s' "
            "WHERE next_attempt_at > %s AND waits_for <> 'quiet'",
            [now, by.total_seconds(), by.total_seconds(), now],
        )
