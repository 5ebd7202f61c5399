"""Who was told of a report of danger, and who answers it. Reads, for the pages of those who made it or attend to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.models import Alert, Delivery

if TYPE_CHECKING:
    from custody.organisation.models import Officer


def alert_about(incident_id: UUID) -> Alert | None:
    """Return the alert that a report raised, or ``None``. Whoever may see the report may see this much of it."""
    rows = Alert.objects.filter(subject_kind="incident", subject_id=incident_id).select_related("acknowledged_by")
    return rows.order_by("-raised_at", "id").first()


def people_told(alert: Alert) -> list[Officer]:
    """Return the people for whom there is a message about the alert, by badge, whatever became of it."""
    rows = Delivery.objects.filter(alert=alert, officer__isnull=False).select_related("officer")
    people = {each.officer.id: each.officer for each in rows if each.officer is not None}
    return sorted(people.values(), key=lambda officer: officer.badge)
