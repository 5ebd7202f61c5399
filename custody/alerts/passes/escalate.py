"""The escalate pass: what nobody took goes to the next rung, what was taken and not done comes back past whoever had
it, and a silence that is over is noisy again. It never ends: after the last rung it walks round again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction

from custody.alerts.inhibiting import SILENCE, covered_by, held, release
from custody.alerts.models import Alert, Silence
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.rules import wait_before
from custody.alerts.telling import ladder_of, tell
from custody.core.events import ALERT_REOPENED, SILENCE_ENDED
from custody.deadlines.selectors import database_now
from custody.ledger.recording import Record, recording

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

BATCH = 200


def escalate(*, engine: str) -> int:
    """Take the next step of every alert whose time has come, at most 200; return how many were told again."""
    done = 0
    if _run_out(database_now()).exists():
        with suppress(NothingDue), recording(engine_act()) as record:
            _end_silences(record)
    if _due(database_now()).exists():
        with suppress(NothingDue), recording(engine_act()) as record:
            _reopen(record)
        done = _tell_again()
    beat(engine=engine, work="escalate", done=done)
    return done


def _due(now: datetime) -> QuerySet[Alert]:
    return Alert.objects.exclude(state="resolved").filter(next_escalation_at__lte=now)


def _run_out(now: datetime) -> QuerySet[Silence]:
    return Silence.objects.filter(ends_at__lte=now, renotified_at__isnull=True, ended_at__isnull=True)


def _end_silences(record: Record) -> None:
    """End the silences whose time is over, and let everybody be told at once. Appends ``silence.ended/1``."""
    ended = list(_run_out(record.now).select_for_update(skip_locked=True, of=("self",)).order_by("id")[:BATCH])
    if not ended:
        raise NothingDue
    for silence in ended:
        silence.ended_at, silence.renotified_at = silence.ends_at, record.now
        record.append(SILENCE_ENDED, on=silence, ended_at=silence.ended_at)
        covered = list(covered_by(silence).select_for_update(of=("self",)).order_by("id"))
        release(covered, why=SILENCE, at=record.now)
    Silence.objects.bulk_update(ended, ["ended_at", "renotified_at"])


def _reopen(record: Record) -> None:
    """Give back the alerts whose acknowledgement ran out (AL20). Appends ``alert.reopened/1``."""
    rows = _due(record.now).filter(state="acknowledged").select_for_update(skip_locked=True, of=("self",))
    ran_out = list(rows.order_by("id")[:BATCH])
    if not ran_out:
        raise NothingDue
    for alert in ran_out:
        had = alert.acknowledged_by_id
        if had is not None and had not in alert.let_lapse:
            alert.let_lapse = [*alert.let_lapse, had]
        alert.state = "open"
        alert.acknowledged_by = alert.acknowledged_at = alert.ack_expires_at = None
        record.append(ALERT_REOPENED, on=alert, reopened_at=record.at)
    Alert.objects.bulk_update(ran_out, ["state", "acknowledged_by", "acknowledged_at", "ack_expires_at", "let_lapse"])


def _tell_again() -> int:
    """Move the open alerts up a rung and tell whoever stands there. When and how often is no fact of the story.

    An alert whose messages are held back stays on its rung: when that ends, nobody above has been told for nothing.
    """
    with transaction.atomic(durable=True):
        now = database_now()
        rows = _due(now).filter(state="open").select_for_update(skip_locked=True, of=("self",))
        alerts = list(rows.select_related("clock", "site").order_by("id")[:BATCH])
        waiting = held(alerts, at=now)
        for alert in alerts:
            if alert.id in waiting:
                alert.next_escalation_at = waiting[alert.id].until
        climbing = [alert for alert in alerts if alert.id not in waiting]
        for alert in climbing:
            alert.step += 1
        tell(climbing, at=now)
        for alert in climbing:
            wait = wait_before(level=alert.level, step=alert.step, rungs=len(ladder_of(alert)))
            alert.next_escalation_at = now + wait
        Alert.objects.bulk_update(alerts, ["step", "next_escalation_at"])
    return len(climbing)
