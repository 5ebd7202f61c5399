"""Who may take an alert. Each check also asks when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.alerts import policies
from custody.alerts.selectors import COMMAND, answers_for
from custody.core.errors import NotPermitted
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.alerts.models import Alert
    from custody.organisation.models import Officer

READERS = tuple(role for role in Role if role not in {Role.DEVICE, Role.ENGINE})
"""Who may open the inbox. What they find there is up to ``selectors.visible_alerts``."""


def check_can_acknowledge(officer: Officer, alert: Alert) -> None:
    """Return when the officer may take the alert now.

    Who: a duty officer, a supervisor, or who has the thing in custody or takes part in the hand-over; nobody else can
    silence an alert. When: while nobody has it.
    """
    if not officer.is_active or not (officer.has_role(*COMMAND) or answers_for(officer, alert)):
        raise NotPermitted("alert.not_yours", "This alert is taken by who has it in custody, or by who is in command")
    policies.check_untaken(officer, alert)


def check_can_have_duress_code(officer: Officer) -> None:
    """Return when the officer may choose a duress code: every person in service; a machine has no phone."""
    if not officer.is_active or officer.has_role(Role.DEVICE, Role.ENGINE):
        raise NotPermitted("duress.people", "Only people have such a code")
