"""Taking an alert: "I have it". It ends nothing; only an event of custody does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.locking import lock_alert, lock_alerts
from custody.alerts.models import Alert
from custody.alerts.permissions import check_can_acknowledge, check_can_extend
from custody.alerts.policies import check_promise
from custody.alerts.resolving import take_back
from custody.alerts.rules import ACKNOWLEDGED_FOR
from custody.core.act import Act
from custody.core.errors import CustodyError, NotFound
from custody.core.events import ALERT_ACKNOWLEDGED, ALERT_EXTENDED
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.ledger.recording import Record


def acknowledge(*, act: Act, alert_id: UUID, within_minutes: int | None = None) -> Alert:
    """Take an alert and return it. It comes back, past whoever took it, when nothing was done in time.

    ``within_minutes`` is the time in which they promise to have dealt with it, at most what its level gives, which is
    the promise of who says nothing. Who: who holds the thing or takes part in the hand-over, who is in command, who
    stands on its ladder; never whom it is about. When: while nobody has it. Appends ``alert.acknowledged/1``.
    """
    with recording(act, authorises=True) as record:
        alert = lock_alert(alert_id)
        check_can_acknowledge(act.actor, alert)
        _take(record, [alert], minutes=within_minutes)
        record.result = {"alert": str(alert.id), "public_ref": alert.public_ref}
    return alert


def acknowledge_many(*, act: Act, alert_ids: Sequence[UUID]) -> list[Alert]:
    """Take all those of some alerts that the officer may take now, and return them.

    What somebody else has by now is left alone; when nothing can be taken, the first refusal is raised.

    Who: who may take one of them. When: as for one. Appends ``alert.acknowledged/1`` for each.
    """
    with recording(act, authorises=True) as record:
        taken: list[Alert] = []
        first: CustodyError = NotFound()
        for alert in lock_alerts(alert_ids):
            try:
                check_can_acknowledge(act.actor, alert)
            except CustodyError as refusal:
                first = refusal if isinstance(first, NotFound) else first
            else:
                taken.append(alert)
        if not taken:
            raise first
        _take(record, taken)
        record.result = {"alerts": [str(alert.id) for alert in taken]}
    return taken


def extend(*, act: Act, alert_id: UUID) -> Alert:
    """Take more time for an alert, as much again from now on, and return it.

    Who: who has it. When: once. Appends ``alert.extended/1``.
    """
    with recording(act, authorises=True) as record:
        alert = lock_alert(alert_id)
        check_can_extend(act.actor, alert)
        expires_at = record.now + ACKNOWLEDGED_FOR[alert.level]
        alert.extended_at = record.at
        alert.ack_expires_at = alert.next_escalation_at = expires_at
        alert.save(update_fields=["extended_at", "ack_expires_at", "next_escalation_at"])
        record.append(
            ALERT_EXTENDED, on=alert, extended_at=record.at, expires_at=expires_at, extended_by=act.actor.pseudonym
        )
        record.result = {"alert": str(alert.id), "public_ref": alert.public_ref}
    return alert


def _take(record: Record, alerts: Sequence[Alert], *, minutes: int | None = None) -> None:
    for alert in alerts:
        promised = check_promise(alert, minutes=minutes)
        give(alert, to=record.act.actor, at=record.at, expires_at=record.now + promised)
        record.append(
            ALERT_ACKNOWLEDGED,
            on=alert,
            acknowledged_at=record.at,
            expires_at=alert.ack_expires_at,
            acknowledged_by=record.act.actor.pseudonym,
        )
    take_back(alerts)


def give(alert: Alert, *, to: object, at: datetime, expires_at: datetime) -> None:
    """Let an alert that is locked be somebody's until a moment. A step; the caller appends the event."""
    alert.state, alert.acknowledged_by, alert.acknowledged_at = "acknowledged", to, at  # type: ignore[assignment]
    alert.ack_expires_at = alert.next_escalation_at = expires_at
    alert.save(update_fields=["state", "acknowledged_by", "acknowledged_at", "ack_expires_at", "next_escalation_at"])
