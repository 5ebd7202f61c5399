"""The escalate pass: what nobody took is told again, what was taken and not done comes back. It never ends."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction

from custody.alerts.models import Alert
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.rules import wait_before
from custody.alerts.telling import tell
from custody.core.events import ALERT_REOPENED
from custody.deadlines.selectors import database_now
from custody.ledger.recording import Record, recording

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

BATCH = 200


def escalate(*, engine: str) -> int:
    """Take the next step of every alert whose time has come, at most 200; return how many were told again."""
    done = 0
    if _due(database_now()).exists():
        with suppress(NothingDue), recording(engine_act()) as record:
            _reopen(record)
        done = _tell_again()
    beat(engine=engine, work="escalate", done=done)
    return done


def _due(now: datetime) -> QuerySet[Alert]:
    return Alert.objects.exclude(state="resolved").filter(next_escalation_at__lte=now)


def _reopen(record: Record) -> None:
    """Give back the alerts whose acknowledgement ran out. Appends ``alert.reopened/1``."""
    rows = _due(record.now).filter(state="acknowledged").select_for_update(skip_locked=True)
    ran_out = list(rows.order_by("id")[:BATCH])
    if not ran_out:
        raise NothingDue
    for alert in ran_out:
        alert.state = "open"
        alert.acknowledged_by = alert.acknowledged_at = alert.ack_expires_at = None
        record.append(ALERT_REOPENED, on=alert, reopened_at=record.at)
    Alert.objects.bulk_update(ran_out, ["state", "acknowledged_by", "acknowledged_at", "ack_expires_at"])


def _tell_again() -> int:
    """Move the open alerts up a rung and tell everybody again. When and how often is no fact of the story."""
    with transaction.atomic(durable=True):
        now = database_now()
        rows = _due(now).filter(state="open").select_for_update(skip_locked=True)
        alerts = list(rows.order_by("id")[:BATCH])
        for alert in alerts:
            alert.step += 1
            alert.next_escalation_at = now + wait_before(level=alert.level, step=alert.step)
        Alert.objects.bulk_update(alerts, ["step", "next_escalation_at"])
        tell(alerts, at=now)
    return len(alerts)
