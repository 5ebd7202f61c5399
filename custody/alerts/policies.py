"""When an alert may be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow

if TYPE_CHECKING:
    from custody.alerts.models import Alert
    from custody.organisation.models import Officer


def check_untaken(officer: Officer, alert: Alert) -> None:
    """Return while nobody has the alert; raise ``NotAllowedNow`` with who has it, or that nothing is left."""
    if alert.state == "resolved":
        raise NotAllowedNow("alert.resolved", "This alert is resolved: nothing is left to do")
    if alert.state != "acknowledged":
        return
    if alert.acknowledged_by_id == officer.id:
        raise NotAllowedNow("alert.yours", "You have this alert already")
    raise NotAllowedNow("alert.taken", "Somebody else has this alert")
