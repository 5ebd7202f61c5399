"""What cures an alert: only an event of custody, in its own transaction. Unsent messages are then superseded."""

from __future__ import annotations

from custody.alerts.models import Alert, Delivery
from custody.core.events import ALERT_RESOLVED
from custody.ledger import reactions
from custody.ledger.recording import Entry, Record

_CURES = (
    "guard.posted/1",
    "extraction.ended/1",
    "unit.released/1",
    "unit.stored/1",
    "unit.departed/1",
    "unit.destroyed/1",
    "transfer.accepted/1",
    "transfer.refused/1",
    "transfer.cancelled/1",
)


def register() -> None:
    """Register the handlers of this room. They run after those that close the clocks."""
    for code in _CURES:
        reactions.register(code, _resolve)


def _resolve(record: Record, entry: Entry) -> None:
    """Resolve the alerts of this subject whose clock has been closed."""
    alerts = list(
        Alert.objects.select_for_update(of=("self",))
        .filter(subject_id=entry.on.id, clock__closed_at__isnull=False)
        .exclude(state="resolved")
        .order_by("id")
    )
    for alert in alerts:
        alert.state, alert.resolved_at, alert.next_escalation_at = "resolved", record.at, None
        alert.save(update_fields=["state", "resolved_at", "next_escalation_at"])
        record.append(ALERT_RESOLVED, on=alert, resolved_at=record.at, by_event=entry.type.code)
    if alerts:
        Delivery.objects.filter(alert__in=alerts, state="pending").update(state="superseded", next_attempt_at=None)
