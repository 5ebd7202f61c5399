"""What rides with a transport: named for it, on its way with it, and accounted for when it has arrived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import StaleVersion
from custody.core.events import MISSION_LOAD_NAMED, MISSION_LOADED, MISSION_UNESCORTED, MISSION_UNLOADED
from custody.core.lifecycle import CustodyState, SearchState
from custody.evidence import permissions_of_command, policies
from custody.evidence.actions import receiving, search_steps, steps
from custody.evidence.locking import lock_mission, lock_units
from custody.evidence.models import HandlingUnit, Mission, MissionLoad
from custody.evidence.selectors import missions as selectors
from custody.evidence.selectors.escorts import need_escort
from custody.evidence.selectors.gaps import STOPPED
from custody.ledger.recording import Record, recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.organisation.models import Officer


def name_load(
    *, act: Act, mission_id: UUID, unit_ids: Iterable[UUID] = (), transfer_ids: Iterable[UUID] = ()
) -> Mission:
    """Name units, or all units of hand-overs, that go with a transport, and return it.

    What its crew has on the road rides with it from its beginning, named or not. Who: who planned it, its crew, or who
    commands; what neither they nor the crew have, nor is offered to it, only who commands. When: it is planned or under
    way; the units are outermost, live and named for no other transport.
    Appends ``mission.load_named/1`` for each unit.
    """
    with steps.clashes_explained(), recording(act) as record:
        units = lock_units(selectors.units_named(unit_ids, transfer_ids))
        mission = lock_mission(mission_id)
        permissions_of_command.check_can_name_load(act.actor, mission, units)
        named(record, mission, units)
        if mission.began_at is not None:
            take_aboard(record, mission, selectors.riding(mission, units))
            without_escort(record, mission)
        record.result = {"mission": str(mission.id)}
    return mission


def named(record: Record, mission: Mission, units: Sequence[HandlingUnit]) -> None:
    """Write that the units are to go with the transport. Appends ``mission.load_named/1`` for each."""
    loads = [MissionLoad(mission=mission, unit=unit, stream_id=unit.stream_id, state="named") for unit in units]
    MissionLoad.objects.bulk_create(loads)
    for load in loads:
        record.append(
            MISSION_LOAD_NAMED, on=load.unit, rows=[load], mission_id=mission.id, load_id=load.id, named_at=record.at
        )


def take_aboard(record: Record, mission: Mission, units: Sequence[HandlingUnit]) -> None:
    """Write that the units ride with the transport; one that was named for another is no more.

    What comes from another transport that stands still without a reason keeps the gap of that stop.
    Appends ``mission.loaded/1`` for each, and ``mission.unloaded/1`` and ``custody.gap_found/1`` for the other
    transport.
    """
    known = selectors.open_loads(units)
    for stop, those in selectors.standing_still(load for load in known.values() if load.mission_id != mission.id):
        receiving.show_gaps(record, those, gap=STOPPED, since=stop.stopped_at, transfer=None)
    _end(record, [load for load in known.values() if load.mission_id != mission.id], dict.fromkeys(known, "passed_on"))
    fresh = [
        MissionLoad(
            mission=mission, unit=unit, stream_id=unit.stream_id, state="carried", loaded_at=record.at
        )
        for unit in units
        if unit.id not in known or known[unit.id].mission_id != mission.id
    ]  # fmt: skip
    MissionLoad.objects.bulk_create(fresh)
    waiting = [load for load in known.values() if load.mission_id == mission.id and load.state == "named"]
    MissionLoad.objects.filter(pk__in=[load.id for load in waiting]).update(state="carried", loaded_at=record.at)
    for load in waiting:
        load.state, load.loaded_at = "carried", record.at
    for load in (*fresh, *waiting):
        record.append(
            MISSION_LOADED, on=load.unit, rows=[load], mission_id=mission.id, load_id=load.id, loaded_at=record.at
        )


def departed(record: Record, units: Sequence[HandlingUnit]) -> None:
    """Let what leaves with a crew that is on a mission already ride with it. A step of every departure."""
    mission = selectors.underway_with({unit.custodian_id for unit in units} | {unit.co_custodian_id for unit in units})
    if mission is not None:
        mission = lock_mission(mission.id)
        take_aboard(record, mission, units)
        without_escort(record, mission)


def without_escort(record: Record, mission: Mission) -> None:
    """Write that a mission is on its way without an escort that anybody confirmed, where what rides with it needs one.
    A step of whatever brings a load aboard, and of what shows that one can be used after all: what left with goods that
    need none owes an answer from the minute in which it has others.

    Appends ``mission.unescorted/1``, once.
    """
    if mission.escort_confirmed_by_id is not None or mission.unescorted_at is not None:
        return
    aboard = MissionLoad.objects.filter(mission=mission, state="carried", ended_at__isnull=True)
    if need_escort([load.unit for load in aboard.select_related("unit")], at=record.now):
        mission.unescorted_at = record.at
        mission.save(update_fields=["unescorted_at"])
        record.append(
            MISSION_UNESCORTED, on=mission, unescorted_at=record.at, told_by=record.act.actor.pseudonym
        )


def usable_again(record: Record, units: Sequence[HandlingUnit]) -> None:
    """Look again at the escort of the missions on which the units ride, which can be used after all. A step."""
    loads = selectors.open_loads(units).values()
    for mission_id in sorted({load.mission_id for load in loads if load.state == "carried"}):
        without_escort(record, lock_mission(mission_id))


def ride_on(record: Record, made: Sequence[HandlingUnit], source: HandlingUnit) -> None:
    """Let what a unit was packed into ride with its transport in its place. A step. Appends ``mission.unloaded/1`` for
    the unit, which is gone, and ``mission.loaded/1`` for each part."""
    loads = selectors.open_loads([source])
    _end(record, list(loads.values()), dict.fromkeys(loads, "gone"))
    for load in loads.values():
        take_aboard(record, lock_mission(load.mission_id), made)


def locked(
    actor: Officer, mission_id: UUID, *, states: Sequence[str], also: Iterable[UUID] = ()
) -> tuple[Mission, list[HandlingUnit]]:
    """Return a mission that is in one of the states, and what is on it, both locked, units first.

    ``also`` are further units to be locked. Who: one of its crew.
    """
    units = lock_units([*selectors.ids_on(mission_id), *also])
    mission = lock_mission(mission_id)
    permissions_of_command.check_is_crew(actor, mission, states=states)
    if not set(selectors.ids_on(mission_id)) <= {unit.id for unit in units}:
        raise StaleVersion
    return mission, units


def unload(
    record: Record, mission: Mission, units: Sequence[HandlingUnit], missing: Mapping[UUID, str | None]
) -> list[UUID]:
    """End every load of a mission that has arrived, and return the ids of the discrepancies that were opened.

    ``missing`` are the units that did not arrive, each with a remark: they are searched for from this moment, as one
    that is missing at a hand-over is. Appends ``mission.unloaded/1`` for each, ``unit.unlocated/1`` and
    ``discrepancy.opened/1`` for what is missing.
    """
    loads = selectors.open_loads(units)
    aboard = [unit for unit in units if unit.id in loads]
    policies.check_offered_here(missing, [unit for unit in aboard if loads[unit.id].state == "carried"])
    _end(
        record,
        [loads[unit.id] for unit in aboard],
        {unit.id: _outcome(mission, unit, loads[unit.id], is_missing=unit.id in missing) for unit in aboard},
    )
    lost = [unit for unit in aboard if unit.id in missing]
    for unit in lost:
        if unit.search_state == SearchState.LOCATED:
            search_steps.lose_sight_of(record, unit, outermost=unit, by=record.act.actor, remark=missing[unit.id])
    opened = receiving.open_discrepancies(
        record,
        [receiving.Difference(unit=unit, kind="missing", expected="as loaded", found="not there") for unit in lost],
    )
    return [row.id for row in opened]


def call_off(record: Record, units: Sequence[HandlingUnit]) -> None:
    """End the loads of a mission that is called off. Appends ``mission.unloaded/1`` for each."""
    loads = selectors.open_loads(units)
    _end(record, list(loads.values()), dict.fromkeys(loads, "called_off"))


def _outcome(mission: Mission, unit: HandlingUnit, load: MissionLoad, *, is_missing: bool) -> str:
    if load.state == "named":
        return "not_loaded"
    if is_missing or unit.search_state != SearchState.LOCATED:
        return "missing"
    if unit.is_gone:
        return "gone"
    passed_on = unit.custody_state == CustodyState.IN_TRANSIT and not selectors.riding(mission, [unit])
    return "passed_on" if passed_on else "arrived"


def _end(record: Record, loads: Sequence[MissionLoad], outcomes: Mapping[UUID, str]) -> None:
    by_outcome: dict[str, list[MissionLoad]] = {}
    for load in loads:
        by_outcome.setdefault(outcomes[load.unit_id], []).append(load)
    for outcome, those in by_outcome.items():
        MissionLoad.objects.filter(pk__in=[load.id for load in those]).update(state=outcome, ended_at=record.at)
        for load in those:
            load.state, load.ended_at = outcome, record.at
            record.append(
                MISSION_UNLOADED, on=load.unit, rows=[load], mission_id=load.mission_id, load_id=load.id,
                unloaded_at=record.at, outcome=outcome,
            )  # fmt: skip
