"""The story of one alert: who was told, when, by what, what the provider said; what people did; what they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.alerts.models import Alert, AlertNote, Delivery, DeliveryAttempt
from custody.core.events import ALERT_ACKNOWLEDGED, ALERT_CLOSE_PROPOSED, ALERT_PASSED_ON, FieldClass
from custody.ledger.selectors import Told, did, newest_seq, told

if TYPE_CHECKING:
    from custody.organisation.models import Officer

_SHOWN = frozenset({FieldClass.OPEN, FieldClass.PERSONAL})
MOST = 100
MOST_EVENTS = 200


def told_of(alert: Alert) -> list[DeliveryAttempt]:
    """Return who was told of an alert, when, and what the channel said, the newest in front."""
    rows = DeliveryAttempt.objects.filter(delivery__alert=alert).select_related("delivery__officer")
    return list(rows.order_by("-tried_at", "-id")[:100])


def waiting_messages(alert: Alert) -> list[Delivery]:
    """Return the messages about an alert that have not left yet."""
    rows = Delivery.objects.filter(alert=alert, next_attempt_at__isnull=False).select_related("officer")
    return list(rows.order_by("next_attempt_at", "id")[:100])


def notes_of(alert: Alert) -> list[AlertNote]:
    """Return what people wrote on an alert, the newest in front."""
    return list(AlertNote.objects.filter(alert=alert).select_related("author").order_by("-written_at", "id")[:MOST])


def proposed_finding(alert: Alert) -> AlertNote | None:
    """Return the newest finding that somebody wrote for a second person to confirm; ``None`` when there is none."""
    seq = newest_seq(stream_id=alert.stream_id, code=ALERT_CLOSE_PROPOSED.code)
    if seq is None:
        return None
    return AlertNote.objects.filter(alert=alert, last_seq=seq).select_related("author").first()


def has_passed_on(officer: Officer, alert: Alert) -> bool:
    """Say whether an officer ever gave an alert to another."""
    return did(officer.pseudonym, stream_id=alert.stream_id, code=ALERT_PASSED_ON.code)


def was_passed_on(alert: Alert) -> bool:
    """Say whether whoever has a taken alert got it from another, and has not taken it since."""
    if alert.state != "acknowledged":
        return False
    given = newest_seq(stream_id=alert.stream_id, code=ALERT_PASSED_ON.code)
    taken = newest_seq(stream_id=alert.stream_id, code=ALERT_ACKNOWLEDGED.code)
    return given is not None and (taken is None or taken < given)


def story_of(alert: Alert) -> list[Told]:
    """Return the events of an alert, the newest in front. Sealed fields are never among the values."""
    return told([alert.stream_id], classes=_SHOWN, limit=MOST_EVENTS)
