"""Ending alerts inside a transaction, and taking back the messages about them that have not left. Steps, not actions.

Locks are taken in the order of the house: clocks, then alerts by id, then the out-tray, then the streams.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.alerts.locking import lock_messages
from custody.alerts.models import Alert, Delivery
from custody.core.events import ALERT_RESOLVED_2

if TYPE_CHECKING:
    from django.db.models import Q

    from custody.ledger.recording import Record


def lock_open_alerts(which: Q) -> list[Alert]:
    """Return the open alerts that match, locked in the order of their ids."""
    rows = Alert.objects.select_for_update(of=("self",)).exclude(state="resolved").filter(which)
    return list(rows.order_by("id"))


def lock_open_of_key(dedupe_key: str) -> list[Alert]:
    """Return the open alert of a key, locked: one or none. Most acts ask, and nearly none finds one."""
    rows = Alert.objects.raw(
        "SELECT * FROM custody_alert WHERE dedupe_key = %s AND state <> 'resolved' ORDER BY id FOR UPDATE", [dedupe_key]
    )
    return list(rows)


def resolve(record: Record, alerts: Sequence[Alert], *, by: str, outcome: str = "cured") -> None:
    """Resolve alerts that are locked, because of an event of code ``by``. Appends ``alert.resolved/2`` to each.

    The outcome is ``cured``, or ``superseded`` when a worse alert takes the place.
    """
    if not alerts:
        return
    for alert in alerts:
        alert.state, alert.resolved_at, alert.next_escalation_at = "resolved", record.at, None
        alert.outcome = outcome
        record.append(ALERT_RESOLVED_2, on=alert, resolved_at=record.at, outcome=outcome, by_event=by)
    Alert.objects.bulk_update(alerts, ["state", "resolved_at", "outcome", "next_escalation_at"], batch_size=500)
    take_back(alerts)


def take_back(alerts: Sequence[Alert]) -> None:
    """Mark the messages about some alerts that have not left as superseded. What is on its way is on its way."""
    waiting = lock_messages(Delivery.objects.filter(alert__in=alerts, state="pending"))
    waiting.update(state="superseded", next_attempt_at=None)
