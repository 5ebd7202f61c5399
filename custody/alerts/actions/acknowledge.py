"""Taking an alert: "I have it". It ends nothing; only an event of custody does."""

from __future__ import annotations

from uuid import UUID

from custody.alerts.models import Alert
from custody.alerts.permissions import check_can_acknowledge
from custody.alerts.resolving import take_back
from custody.alerts.rules import ACKNOWLEDGED_FOR
from custody.core.act import Act
from custody.core.errors import NotFound
from custody.core.events import ALERT_ACKNOWLEDGED
from custody.ledger.recording import recording


def acknowledge(*, act: Act, alert_id: UUID) -> Alert:
    """Take an alert and return it. It comes back to everybody when nothing was done in time.

    Who: who holds the thing or takes part in the hand-over, a duty officer, a supervisor. When: while nobody has it.
    Appends ``alert.acknowledged/1``.
    """
    with recording(act) as record:
        alert = Alert.objects.select_for_update().filter(id=alert_id).first()
        if alert is None:
            raise NotFound
        check_can_acknowledge(act.actor, alert)
        expires_at = record.now + ACKNOWLEDGED_FOR[alert.level]
        alert.state, alert.acknowledged_by, alert.acknowledged_at = "acknowledged", act.actor, record.at
        alert.ack_expires_at = alert.next_escalation_at = expires_at
        alert.save(
            update_fields=["state", "acknowledged_by", "acknowledged_at", "ack_expires_at", "next_escalation_at"]
        )
        take_back([alert])
        record.append(
            ALERT_ACKNOWLEDGED,
            on=alert,
            acknowledged_at=record.at,
            expires_at=expires_at,
            acknowledged_by=act.actor.pseudonym,
        )
        record.result = {"alert": str(alert.id), "public_ref": alert.public_ref}
    return alert
