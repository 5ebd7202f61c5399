"""Who may say that somebody is in danger, who answers, and who says that it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotFound, NotPermitted
from custody.evidence import policies
from custody.evidence.permissions import COMMAND
from custody.evidence.selectors import access, trackers
from custody.organisation.permissions import check_holds_role

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Incident
    from custody.organisation.models import Officer


def check_can_report(officer: Officer) -> None:
    """Return when the officer may report that something is happening: everybody who is signed in, always."""
    if not officer.is_active:
        raise NotPermitted("role.none", "You do not serve any more. Ask your administrator")


def check_answers(officer: Officer, incident: Incident) -> None:
    """Return when the officer answers the report: who commands, and did not carry it for another: a call in somebody's
    name would say where that somebody is. To who made or carried it silently it is not there: somebody else may be
    reading that screen."""
    check_holds_role(officer, *access.ANSWERS_DANGER)
    if incident.silent and officer.id in (incident.reported_by_id, incident.carried_by_id):
        raise NotFound
    if officer.id == incident.carried_by_id:
        raise NotPermitted("incident.carried", "This call came out of your session. Another commander answers it")


def check_can_end(officer: Officer, incident: Incident) -> None:
    """Return when the officer may say that it is over: who commands, and whose badge is not on it."""
    check_answers(officer, incident)
    if incident.reported_by_id == officer.id:
        raise NotPermitted("incident.own_end", "This report bears your badge. Another commander says that it is over")
    policies.check_incident_open(incident)


def check_can_end_unit_incident(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may say that the incident on a unit is over: who commands, neither has the unit nor found
    anything on it, once it was swept again and nothing more was found."""
    check_holds_role(officer, *COMMAND)
    if not unit.incident_open:
        raise NotAllowedNow("incident.none", "No incident is open on this unit")
    if access.is_custodian(officer, unit) or trackers.has_found(officer, unit):
        raise NotPermitted("incident.part", "You have this unit or found what was on it. Another commander decides")
    if not trackers.is_clear_since_find(unit):
        raise NotAllowedNow("incident.unswept", "Have the unit swept again first: only a clear sweep ends an incident")
