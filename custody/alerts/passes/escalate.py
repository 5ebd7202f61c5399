"""The escalate pass: what nobody took goes up a rung, what was taken and not done comes back. It never ends."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction

from custody.alerts.models import Alert
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.rules import wait_before
from custody.alerts.telling import Audience, tell
from custody.core.events import ALERT_REOPENED
from custody.deadlines.selectors import database_now
from custody.ledger.recording import Record, recording

BATCH = 200


def escalate(*, engine: str) -> int:
    """Take the next step of every alert whose time has come, at most 200; return how many."""
    now = database_now()
    done = 0
    due = Alert.objects.exclude(state="resolved").filter(next_escalation_at__lte=now)
    if due.exists():
        with suppress(NothingDue), recording(engine_act()) as record:
            _reopen(record)
        with transaction.atomic(durable=True):
            alerts = list(due.filter(state="open").select_for_update(skip_locked=True).order_by("id")[:BATCH])
            for alert in alerts:
                alert.step += 1
                alert.next_escalation_at = now + wait_before(level=alert.level, step=alert.step)
            Alert.objects.bulk_update(alerts, ["step", "next_escalation_at"])
            tell(alerts, audience=Audience(), at=now)
            done = len(alerts)
    beat(engine=engine, work="escalate", done=done)
    return done


def _reopen(record: Record) -> None:
    """Give back the alerts whose acknowledgement ran out."""
    ran_out = list(
        Alert.objects.select_for_update(skip_locked=True)
        .filter(state="acknowledged", next_escalation_at__lte=record.now)
        .order_by("id")[:BATCH]
    )
    if not ran_out:
        raise NothingDue
    for alert in ran_out:
        alert.state = "open"
        alert.acknowledged_by = alert.acknowledged_at = alert.ack_expires_at = None
        alert.save(update_fields=["state", "acknowledged_by", "acknowledged_at", "ack_expires_at"])
        record.append(ALERT_REOPENED, on=alert, reopened_at=record.at)
