"""Transport missions: who may read of one, and what of its route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core.errors import NotFound
from custody.evidence.models import Mission
from custody.evidence.placing import unseal_mission
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

SEES_EVERY_MISSION = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)


@dataclass(frozen=True, slots=True)
class Convoy:
    """What drives and who escorts."""

    vehicle: str
    escort: str


def visible_missions(officer: Officer) -> QuerySet[Mission]:
    """Return the missions the officer rides, planned or oversees."""
    rows = Mission.objects.select_related("planned_by", "driver", "second", "escort_confirmed_by")
    if not officer.is_active:
        return rows.none()
    if officer.has_role(*SEES_EVERY_MISSION):
        return rows
    return rows.filter(Q(planned_by=officer) | Q(driver=officer) | Q(second=officer))


def mission_for(officer: Officer, *, mission_id: UUID) -> Mission:
    """Return a mission the officer may read of; raise ``NotFound`` otherwise."""
    found = visible_missions(officer).filter(pk=mission_id).first()
    if found is None:
        raise NotFound
    return found


def convoy_seen(officer: Officer, mission: Mission) -> Convoy | None:
    """Return vehicle and escort to those who ride and who planned it; ``None`` to everybody else."""
    if officer.id not in {mission.planned_by_id, mission.driver_id, mission.second_id}:
        return None
    return Convoy(
        vehicle=unseal_mission(mission.vehicle_sealed, mission_id=mission.id, part="vehicle"),
        escort=unseal_mission(mission.escort_sealed, mission_id=mission.id, part="escort"),
    )
