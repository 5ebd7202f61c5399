"""Reads of alerts, deliveries and heartbeats."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from custody.alerts.models import Alert, Delivery, DeliveryAttempt
from custody.alerts.permissions import READERS
from custody.core.errors import NotFound
from custody.organisation.models import Officer

TABS = ("untaken", "mine", "taken", "resolved")


def visible_alerts(officer: Officer) -> QuerySet[Alert]:
    """Return the alerts an officer may see: all for those who act on alerts, none for others."""
    rows = Alert.objects.select_related("acknowledged_by")
    return rows if officer.is_active and officer.has_role(*READERS) else rows.none()


def alert_for(officer: Officer, *, alert_id: UUID | None = None, public_ref: str | None = None) -> Alert:
    """Return one alert; ``NotFound`` for absent and for not yours alike."""
    rows = visible_alerts(officer)
    found = rows.filter(id=alert_id).first() if public_ref is None else rows.filter(public_ref=public_ref).first()
    if found is None:
        raise NotFound
    return found


def tab(officer: Officer, *, name: str) -> QuerySet[Alert]:
    """Return one tab of the inbox, the highest level and the oldest in front."""
    rows = visible_alerts(officer)
    match name:
        case "mine":
            rows = rows.filter(state="acknowledged", acknowledged_by=officer)
        case "taken":
            rows = rows.filter(state="acknowledged").exclude(acknowledged_by=officer)
        case "resolved":
            return rows.filter(state="resolved").order_by("-resolved_at")
        case _:
            rows = rows.filter(state="open")
    return rows.order_by("level", "raised_at")


def untaken_alerts() -> tuple[int, datetime | None]:
    """Return how many alerts nobody has, and since when the oldest waits."""
    rows = Alert.objects.filter(state="open")
    return rows.count(), rows.order_by("raised_at").values_list("raised_at", flat=True).first()


def untaken_count(officer: Officer) -> int:
    """Return how many alerts nobody has, for the menu; 0 for who does not act on alerts."""
    return Alert.objects.filter(state="open").count() if officer.has_role(*READERS) else 0


def told_of(alert: Alert) -> list[DeliveryAttempt]:
    """Return who was told of an alert, when, and what the channel said, the newest in front."""
    rows = DeliveryAttempt.objects.filter(delivery__alert=alert).select_related("delivery__officer")
    return list(rows.order_by("-tried_at")[:100])


def waiting_messages(alert: Alert) -> list[Delivery]:
    """Return the messages about an alert that have not left yet."""
    rows = Delivery.objects.filter(alert=alert, next_attempt_at__isnull=False).select_related("officer")
    return list(rows.order_by("next_attempt_at")[:100])


def engine_ages() -> dict[str, float]:
    """Return the seconds since each engine's last fire pass."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT engine, extract(epoch FROM clock_timestamp() - max(last_ok_at)) FROM custody_heartbeat "
            "WHERE work = 'fire' GROUP BY engine ORDER BY engine"
        )
        return {engine: float(age) for engine, age in cursor.fetchall()}
