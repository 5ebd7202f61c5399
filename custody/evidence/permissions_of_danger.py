"""Who may say that somebody is in danger, who answers, and who says that it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotPermitted
from custody.evidence import policies
from custody.evidence.selectors import access
from custody.organisation.permissions import check_holds_role

if TYPE_CHECKING:
    from custody.evidence.models import Incident
    from custody.organisation.models import Officer


def check_can_report(officer: Officer) -> None:
    """Return when the officer may report that something is happening: everybody who is signed in, always."""
    if not officer.is_active:
        raise NotPermitted("role.none", "You are not on the list for this record")


def check_answers(officer: Officer, incident: Incident) -> None:
    """Return when the officer answers the report: who commands, but never who made it silently."""
    check_holds_role(officer, *access.ANSWERS_DANGER)
    if incident.silent and incident.reported_by_id == officer.id:
        raise NotPermitted("incident.own", "Another person answers this report")


def check_can_end(officer: Officer, incident: Incident) -> None:
    """Return when the officer may say that it is over: who commands, and did not report it themselves."""
    check_answers(officer, incident)
    if incident.reported_by_id == officer.id:
        raise NotPermitted("incident.own_end", "You reported this. Another commander says that it is over")
    policies.check_incident_open(incident)
