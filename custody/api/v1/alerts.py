"""Alerts: which nobody has, and taking one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.selectors import alert_for, visible_alerts
from custody.api.v1.answers import AlertAnswer
from custody.api.v1.inputs import Strict, Text, codes
from custody.api.v1.outputs import AlertOut
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class AlertFilters(Strict):
    """Which alerts."""

    state = Text(required=False, help_text=codes(("open", "acknowledged", "resolved")))


@lists("list_alerts", shows=AlertOut, summary="List the alerts the reader may see, the newest first",
       filters=AlertFilters, ordering=("-raised_at", "id"))
class Alerts(Listing):
    """Alerts."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the alerts the reader may see."""
        return visible_alerts(officer).filter(**asked)


@reads("read_alert", shows=AlertOut, summary="Read an alert. Reading one takes nothing")
class Alert(Single):
    """One alert."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the alert."""
        return alert_for(officer, **ids)


@endpoint("acknowledge_alert", gives=AlertAnswer)
class Acknowledgement(Acting):
    """Take an alert: "I have it". It ends nothing."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Acknowledge the alert."""
        return acknowledge(act=act, alert_id=alert_for(act.actor, **ids).id)
