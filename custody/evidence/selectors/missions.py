"""Transport missions: who may read of one, and what of its route."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core.errors import NotFound
from custody.core.events import SECOND_LEFT, TRANSFER_ACCEPTED, UNIT_DEPARTED, FieldClass
from custody.core.lifecycle import CustodyState
from custody.evidence.models import HandlingUnit, Mission, MissionLoad, MissionStop, TransferLine
from custody.evidence.placing import unseal_mission
from custody.evidence.selectors.counting import without_counted
from custody.ledger.once import once_seen
from custody.ledger.selectors import told
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from custody.organisation.models import Officer

UNDERWAY = ("moving", "stopped")
TO_BE_ESCORTED = ("planned", *UNDERWAY)
"""While it is so, another than who planned it may still say that its escort comes."""
SEES_EVERY_MISSION = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)


@dataclass(frozen=True, slots=True)
class Convoy:
    """What drives and who escorts."""

    vehicle: str
    escort: str


def visible_missions(officer: Officer) -> QuerySet[Mission]:
    """Return the missions the officer rides, planned or oversees; to a planner also those whose escort waits for its
    confirmation, and those of which they gave it: nobody says yes to what they may not read."""
    rows = Mission.objects.select_related("planned_by", "driver", "second", "escort_confirmed_by")
    if not officer.is_active:
        return rows.none()
    rows = without_counted(officer, rows, units=["loads__unit"])
    if officer.has_role(*SEES_EVERY_MISSION):
        return rows
    theirs = Q(planned_by=officer) | Q(driver=officer) | Q(second=officer)
    if officer.has_role(Role.PLANNER):
        theirs |= Q(escort_confirmed_by=officer) | Q(escort_confirmed_by=None, state__in=TO_BE_ESCORTED)
    return rows.filter(theirs)


def mission_for(officer: Officer, *, mission_id: UUID) -> Mission:
    """Return a mission the officer may read of; raise ``NotFound`` otherwise."""
    found = visible_missions(officer).filter(pk=mission_id).first()
    if found is None:
        raise NotFound
    return found


def mission(mission_id: UUID) -> Mission:
    """Return a mission; raise ``NotFound`` when there is none."""
    found = Mission.objects.filter(pk=mission_id).first()
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


# --- what rides with it ------------------------------------------------------------------------------


def units_named(unit_ids: Iterable[UUID], transfer_ids: Iterable[UUID]) -> list[UUID]:
    """Return the ids of some units and of all units of some hand-overs, each once."""
    lines = TransferLine.objects.filter(transfer__in=list(transfer_ids)).order_by("unit_id")
    return list(dict.fromkeys([*unit_ids, *lines.values_list("unit_id", flat=True)]))


def ids_on(mission_id: UUID) -> list[UUID]:
    """Return the ids of the units that are named for a mission or ride with it."""
    return list(
        MissionLoad.objects.filter(mission=mission_id, ended_at__isnull=True)
        .order_by("unit_id")
        .values_list("unit_id", flat=True)
    )


def ids_on_the_road_with(mission: Mission) -> list[UUID]:
    """Return the ids of the outermost units that the crew of a mission has on the road."""
    crew = (mission.driver_id, mission.second_id)
    rows = HandlingUnit.objects.filter(Q(custodian__in=crew) | Q(co_custodian__in=crew), parent__isnull=True,
                                       custody_state=CustodyState.IN_TRANSIT)  # fmt: skip
    return list(rows.order_by("pk").values_list("pk", flat=True))


def riding(mission: Mission, units: Iterable[HandlingUnit]) -> list[HandlingUnit]:
    """Return those of the units that are on the road in the custody of the crew."""
    crew = {mission.driver_id, mission.second_id}
    return [
        unit for unit in units
        if unit.custody_state == CustodyState.IN_TRANSIT and crew & {unit.custodian_id, unit.co_custodian_id}
    ]  # fmt: skip


def has_left(officer: Officer, mission: Mission) -> bool:
    """Say whether an officer of the crew of a mission is with its load no more: what was told last of them on what
    rides, or rode, with it is that they are gone. Who comes beside the other again is there again."""
    people = frozenset({FieldClass.PERSONAL})
    rode = MissionLoad.objects.filter(mission=mission).values("unit")
    crew = (mission.driver_id, mission.second_id)
    has = Q(custodian__in=crew) | Q(co_custodian__in=crew)
    rides = Q(pk__in=rode) | has & Q(custody_state=CustodyState.IN_TRANSIT, parent__isnull=True)
    streams = list(HandlingUnit.objects.filter(rides).values_list("stream_id", flat=True))
    gone = [
        each.stream_id for each in told(streams, classes=people, codes=[SECOND_LEFT.code])
        if each.values.get("left") == officer.pseudonym
    ]  # fmt: skip
    comings = (SECOND_LEFT.code, TRANSFER_ACCEPTED.code, UNIT_DEPARTED.code)
    for each in told(gone[:1], classes=people, codes=comings):
        if each.values.get("left") == officer.pseudonym:
            return True
        if officer.pseudonym in (each.values.get("custodian"), each.values.get("co_custodian")):
            return False
    return False


def in_other_hands(mission: Mission, units: Sequence[HandlingUnit], *, than: Officer) -> list[HandlingUnit]:
    """Return those of the units that neither an officer nor the crew of a mission has, and that nobody offers to the
    crew."""
    crew = {mission.driver_id, mission.second_id}
    far = [unit for unit in units if not {than.id, *crew} & {unit.custodian_id, unit.co_custodian_id}]
    to_crew = Q(transfer__receiver__in=crew) | Q(transfer__receiver_second__in=crew)
    offered = TransferLine.objects.filter(to_crew, unit__in=[unit.id for unit in far], state="offered")
    known = set(offered.values_list("unit_id", flat=True))
    return [unit for unit in far if unit.id not in known]


def open_loads(units: Sequence[HandlingUnit]) -> dict[UUID, MissionLoad]:
    """Return what the units are named for or ride with, by unit, each with the very unit that was given."""
    by_id = {unit.id: unit for unit in units}
    found = {load.unit_id: load for load in MissionLoad.objects.filter(unit__in=by_id, ended_at__isnull=True)}
    for unit_id, load in found.items():
        load.unit = by_id[unit_id]
    return found


def underway_with(crew: set[UUID | None]) -> Mission | None:
    """Return the newest mission that is under way with one of these people, or ``None``."""
    rows = Mission.objects.filter(Q(driver__in=crew - {None}) | Q(second__in=crew - {None}), state__in=UNDERWAY)
    return rows.order_by("-began_at", "id").first()


def loads_of(mission: Mission) -> list[MissionLoad]:
    """Return what was named for a mission or rode with it, by label."""
    return list(MissionLoad.objects.filter(mission=mission).select_related("unit").order_by("unit__label"))


def carried_at(mission_ids: Iterable[UUID], *, at: datetime) -> list[HandlingUnit]:
    """Return the units that rode with some missions at a moment, or until it."""
    aboard = Q(ended_at__isnull=True) | Q(ended_at__gte=at)
    loads = MissionLoad.objects.filter(aboard, mission__in=list(mission_ids), loaded_at__lte=at)
    return [load.unit for load in loads.select_related("unit").order_by("unit_id")]


def newest_load(unit: HandlingUnit) -> MissionLoad | None:
    """Return the transport that an outermost unit is named for, rides with or rode with last, or ``None``."""
    loads = sorted(_loads_ever([unit]), key=lambda load: load.id)
    return max(loads, key=lambda load: load.mission.planned_at, default=None)


def _loads_ever(units: Sequence[HandlingUnit]) -> list[MissionLoad]:
    """Return every time one of the units was named for a transport, with that transport and its crew."""
    ids = tuple(unit.id for unit in units)
    rows = MissionLoad.objects.filter(unit__in=ids).select_related("mission__driver", "mission__second")
    return once_seen(("loads", ids), lambda: list(rows))


def unnamed(units: QuerySet[HandlingUnit]) -> QuerySet[HandlingUnit]:
    """Return those of some units that are on no transport and named for none."""
    return units.exclude(pk__in=MissionLoad.objects.filter(ended_at__isnull=True).values("unit"))


def rides_of(units: Sequence[HandlingUnit]) -> list[MissionLoad]:
    """Return every time one of the units rode with a mission, with that mission."""
    rode = [(load.loaded_at, load) for load in _loads_ever(units) if load.loaded_at is not None]
    return [load for _at, load in sorted(rode, key=lambda each: each[0])]


def open_stop(mission: Mission) -> MissionStop | None:
    """Return where a mission stands still now, or ``None``."""
    return MissionStop.objects.filter(mission=mission, went_on_at__isnull=True).first()


def standing_still(loads: Iterable[MissionLoad]) -> list[tuple[MissionStop, list[HandlingUnit]]]:
    """Return where missions stand still and nobody said why, each with what of some loads it carries."""
    aboard: dict[UUID, list[HandlingUnit]] = {}
    for load in loads:
        if load.state == "carried":
            aboard.setdefault(load.mission_id, []).append(load.unit)
    stops = MissionStop.objects.filter(mission__in=aboard, went_on_at__isnull=True, reason__isnull=True)
    return [(stop, aboard[stop.mission_id]) for stop in stops.order_by("stopped_at", "id")]


def unexplained_stops(mission: Mission) -> list[MissionStop]:
    """Return the stops of a mission whose reason is owed, the first in front."""
    return list(MissionStop.objects.filter(mission=mission, reason__isnull=True).order_by("stopped_at"))
