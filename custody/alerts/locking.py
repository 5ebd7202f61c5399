"""Alerts and silences, locked in the order of the house: alerts by id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.models import Alert, Delivery, Silence
from custody.core.errors import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet


def lock_alert(alert_id: UUID) -> Alert:
    """Return the alert, locked; raise ``NotFound`` when there is none."""
    found = lock_alerts([alert_id])
    if not found:
        raise NotFound
    return found[0]


def lock_alerts(alert_ids: Iterable[UUID]) -> list[Alert]:
    """Return some alerts, locked, by id; those that do not exist are left out."""
    rows = Alert.objects.select_for_update(of=("self",)).select_related("clock", "site")
    return list(rows.filter(id__in=list(alert_ids)).order_by("id"))


def lock_silence(silence_id: UUID) -> Silence:
    """Return the silence with its alert and who asked for it, itself locked; raise ``NotFound`` when there is none."""
    rows = Silence.objects.select_for_update(of=("self",)).select_related("alert", "asked_by")
    found = rows.filter(id=silence_id).first()
    if found is None:
        raise NotFound
    return found


def lock_messages(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Return some rows of the out-tray, locked by id, the order in which the dispatcher locks them too.

    An update alone would lock them as it finds them: two at once might wait for each other for ever.
    """
    locked = rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)
    return Delivery.objects.filter(pk__in=list(locked))
