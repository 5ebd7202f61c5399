"""Who may see and take an alert."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.core.errors import NotAllowedNow
from custody.organisation.models import Officer
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

READERS = (Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.CASE_OFFICER, Role.PLANNER, Role.SUPERVISOR,
           Role.DUTY_OFFICER)


def check_can_acknowledge(officer: Officer, alert: Alert) -> None:
    """Return when the officer may take the alert now: somebody who acts on alerts, while nobody has it."""
    check_holds_role(officer, *READERS)
    if alert.state == "resolved":
        raise NotAllowedNow("alert.resolved", "This alert is resolved: nothing is left to do")
    if alert.state == "acknowledged" and alert.acknowledged_by_id != officer.id:
        raise NotAllowedNow("alert.taken", "Somebody else has this alert")
    if alert.state == "acknowledged":
        raise NotAllowedNow("alert.yours", "You have this alert already")
