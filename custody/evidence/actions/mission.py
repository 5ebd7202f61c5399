"""A transport under command: planned, escorted, heard of again and again, and arrived (R9: direct, by two)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from custody.core.errors import InvalidInput
from custody.core.events import (
    MISSION_ARRIVED,
    MISSION_BEGAN,
    MISSION_CANCELLED,
    MISSION_CHECKED_IN,
    MISSION_ESCORT_ANSWERED,
    MISSION_ESCORT_CONFIRMED,
    MISSION_PLANNED,
    MISSION_STOP_EXPLAINED,
    MISSION_STOPPED_2,
    MISSION_WENT_ON,
)
from custody.evidence import entries, permissions_of_command
from custody.evidence.actions import mission_load, receiving, steps
from custody.evidence.actions import vehicle_seals as vehicles
from custody.evidence.actions.readings import check_vehicle_read_again
from custody.evidence.locking import lock_mission, lock_units
from custody.evidence.models import HandlingUnit, Mission, MissionStop
from custody.evidence.placing import seal_mission
from custody.evidence.policies import check_stop_unexplained
from custody.evidence.selectors import missions as selectors
from custody.evidence.selectors.gaps import STOPPED
from custody.evidence.selectors.vehicles import vehicle_seals as seals_on_vehicles
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.core.events import EventType

LONGEST_MINUTES = 24 * 60
AT_A_STOP = "stop"
"""When the seal of the vehicle is read on the road."""


def plan_mission(
    *,
    act: Act,
    driver_badge: str,
    second_badge: str,
    vehicle: str,
    escort: str,
    planned_minutes: int,
    unit_ids: Iterable[UUID] = (),
    transfer_ids: Iterable[UUID] = (),
) -> Mission:
    """Plan a transport with a crew of two, and return it. Times and route are sealed.

    ``unit_ids`` and ``transfer_ids`` name what goes with it; more can be named later (``name_load``), and whatever the
    crew has on the road rides with it.

    Who: an officer, a storekeeper, a planner or who commands. When: always; what is named is outermost, live, in the
    hands of the actor or the crew or offered to it, and named for no other transport. Appends ``mission.planned/1``,
    and ``mission.load_named/1`` for each unit.
    """
    if not 0 < planned_minutes <= LONGEST_MINUTES:
        raise InvalidInput("mission.minutes", "Enter between 1 and {most} minutes", field="planned_minutes",
                           most=LONGEST_MINUTES)  # fmt: skip
    words: dict[str, Any] = {"vehicle": vehicle, "escort": escort}
    for field, text in words.items():
        cleaned = entries.clean_text(text, field=field, most=80)
        if cleaned is None:
            raise InvalidInput("text.missing", "Enter the {name}", field=field, name=field)
        words[field] = cleaned
    driver = officer_by_badge(badge=driver_badge, field="driver_badge")
    second = officer_by_badge(badge=second_badge, field="second_badge")
    permissions_of_command.check_can_plan_mission(act.actor, driver, second)
    with steps.clashes_explained(), recording(act, authorises=True) as record:
        units = lock_units(selectors.units_named(unit_ids, transfer_ids))
        mission_id = uuid4()
        mission = Mission(
            id=mission_id,
            stream_id=record.open_stream(kind="mission", ref=mission_id),
            planned_by=act.actor,
            driver=driver,
            second=second,
            vehicle_sealed=seal_mission(words["vehicle"], mission_id=mission_id, part="vehicle"),
            escort_sealed=seal_mission(words["escort"], mission_id=mission_id, part="escort"),
            planned_minutes=planned_minutes,
            planned_at=record.at,
        )
        mission.save(force_insert=True)
        record.append(
            MISSION_PLANNED,
            on=mission,
            mission_id=mission.id,
            planned_at=record.at,
            planned_minutes=planned_minutes,
            planned_by=act.actor.pseudonym,
            driver=driver.pseudonym,
            second=second.pseudonym,
            **words,
        )
        if units:
            permissions_of_command.check_can_name_load(act.actor, mission, units)
            mission_load.named(record, mission, units)
        record.result = {"mission": str(mission.id)}
    return mission


def confirm_escort(*, act: Act, mission_id: UUID) -> Mission:
    """Say that the escort has said yes, and return the mission.

    Who: another than who planned it and than the crew: it is checked twice. When: planned or on its way, once.
    Appends ``mission.escort_confirmed/1``.
    """
    with recording(act, authorises=True) as record:
        mission = lock_mission(mission_id)
        permissions_of_command.check_can_confirm_escort(act.actor, mission)
        mission.escort_confirmed_by = act.actor
        mission.save(update_fields=["escort_confirmed_by"])
        record.append(
            MISSION_ESCORT_CONFIRMED, on=mission, confirmed_at=record.at, confirmed_by=act.actor.pseudonym
        )
        record.result = {"mission": str(mission.id)}
    return mission


def begin_mission(*, act: Act, mission_id: UUID) -> Mission:
    """Say that the crew is on its way, and return the mission. From now on it is to be heard again and again.

    What the crew has on the road rides with it from this moment, named before or not.
    Who: one of the crew. When: planned, also without a confirmed escort: that it left, is a fact. Who decided so is
    owed then (``answer_for_escort``), and somebody is told; unless all of its load needs none.
    Appends ``mission.began/1``, ``mission.loaded/1`` for each unit, and ``mission.unescorted/1``.
    """
    with recording(act) as record:
        on_the_road = selectors.ids_on_the_road_with(selectors.mission(mission_id))
        mission, units = mission_load.locked(act.actor, mission_id, states=("planned",), also=on_the_road)
        mission.began_at = mission.checked_in_at = record.at
        _to(record, mission, "moving", MISSION_BEGAN, columns=["began_at", "checked_in_at"], began_at=record.at)
        mission_load.take_aboard(record, mission, selectors.riding(mission, units))
        mission_load.without_escort(record, mission)
    return mission


def answer_for_escort(*, act: Act, mission_id: UUID, decided_badge: str, reason: str) -> Mission:
    """Say who decided that a transport left before its escort was confirmed, and why; return the mission.

    Who: one of its crew, who planned it, or who commands. When: it is owed, also after the arrival.
    Appends ``mission.escort_answered/1``.
    """
    why = entries.clean_reason(reason, most=300)
    decider = officer_by_badge(badge=decided_badge, field="decided_badge")
    with recording(act, authorises=True) as record:
        mission = lock_mission(mission_id)
        permissions_of_command.check_can_answer_for_escort(act.actor, mission)
        mission.unescorted_by, mission.unescorted_reason = decider, why
        mission.save(update_fields=["unescorted_by", "unescorted_reason"])
        record.append(
            MISSION_ESCORT_ANSWERED, on=mission, answered_at=record.at, reason=why, decided_by=decider.pseudonym,
            answered_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"mission": str(mission.id)}
    return mission


def check_in(*, act: Act, mission_id: UUID) -> Mission:
    """Give a sign of life, and return the mission; the time of the next one begins.

    Who: one of the crew. When: on its way or standing still. Appends ``mission.checked_in/1``.
    """
    with recording(act) as record:
        mission, _ = mission_load.locked(act.actor, mission_id, states=selectors.UNDERWAY)
        mission.checked_in_at = record.at
        _to(record, mission, mission.state, MISSION_CHECKED_IN, columns=["checked_in_at"], checked_in_at=record.at)
    return mission


def stop_mission(*, act: Act, mission_id: UUID, reason: str | None = None) -> Mission:
    """Say that the transport stands still and why, and return the mission (R9: no unrelated stops).

    A stop without a reason is recorded as well: the reason is owed (``explain_stop``), somebody is told, and custody of
    what rides with it is not shown until it goes on or the reason is told.
    Who: one of the crew. When: on its way. Appends ``mission.stopped/2``.
    """
    why = entries.clean_text(reason, field="reason", most=300)
    with recording(act) as record:
        mission, _ = mission_load.locked(act.actor, mission_id, states=("moving",))
        stop = MissionStop(mission=mission, stream_id=mission.stream_id, reason=why, stopped_at=record.at)
        stop.save(force_insert=True)
        _to(
            record, mission, "stopped", MISSION_STOPPED_2, rows=[stop], stop_id=stop.id, stopped_at=record.at,
            explained=why is not None, reason=why,
        )  # fmt: skip
    return mission


def explain_stop(*, act: Act, mission_id: UUID, reason: str) -> Mission:
    """Tell the reason of the first stop that has none, and return the mission.

    Who: one of the crew. When: a reason is owed, also after the arrival. Appends ``mission.stop_explained/1``.
    """
    why = entries.clean_reason(reason, most=300)
    with recording(act, authorises=True) as record:
        mission, units = mission_load.locked(act.actor, mission_id, states=(*selectors.UNDERWAY, "arrived"))
        stop = check_stop_unexplained(selectors.unexplained_stops(mission))
        if stop.went_on_at is None:
            _show_gap(record, units, stop)
        stop.reason = why
        stop.save(update_fields=["reason"])
        record.append(
            MISSION_STOP_EXPLAINED, on=mission, rows=[stop], stop_id=stop.id, explained_at=record.at, reason=why
        )
        record.result = {"mission": str(mission.id)}
    return mission


def go_on(*, act: Act, mission_id: UUID, vehicle_seals: vehicles.Readings | None = None) -> Mission:
    """Say that the transport moves again, and return the mission.

    ``vehicle_seals`` is what the crew reads off the vehicle before it drives on, as in ``arrive``: a stop is when
    somebody opens a door (R9). Nothing changes hands and a crew may have to be off at once, so that it may be left out.
    Who: one of the crew. When: it stands still. Appends ``mission.went_on/1``, and on what rides with it
    ``vehicle.seal_read/1`` or ``seal.misread/1``, and ``custody.gap_found/1`` when nobody said why it stood.
    """
    with recording(act) as record:
        mission, units = mission_load.locked(act.actor, mission_id, states=("stopped",))
        if vehicle_seals:
            _read_vehicle(record, mission, units, vehicle_seals)
        stop = _end_stop(record, mission, units)
        _to(record, mission, "moving", MISSION_WENT_ON, rows=[stop], stop_id=stop.id, went_on_at=record.at)
    return mission


def end_mission(*, act: Act, mission_id: UUID, missing: Mapping[UUID, str | None] | None = None) -> Mission:
    """Say that the transport has arrived with all that rode with it, and return the mission.

    ``missing`` are the units that did not arrive, each with a remark or ``None``: they are frozen and searched for from
    this moment. The rest is handed over by itself, and a clock runs until it is.
    Who: one of the crew. When: on its way; one that stands still goes on by arriving.
    Appends ``mission.unloaded/1`` for each unit, ``unit.unlocated/1`` and ``discrepancy.opened/1`` for what is missing,
    ``mission.arrived/1``, and ``mission.went_on/1`` where it stood still.
    """
    lost = {unit_id: entries.clean_text(said, field="remark", most=500) for unit_id, said in (missing or {}).items()}
    with recording(act) as record:
        mission, units = mission_load.locked(act.actor, mission_id, states=selectors.UNDERWAY)
        if mission.state == "stopped":
            stop = _end_stop(record, mission, units)
            record.append(MISSION_WENT_ON, on=mission, rows=[stop], stop_id=stop.id, went_on_at=record.at)
        mission_load.unload(record, mission, units, lost)
        mission.ended_at = record.at
        _to(record, mission, "arrived", MISSION_ARRIVED, columns=["ended_at"], arrived_at=record.at)
    return mission


def cancel_mission(*, act: Act, mission_id: UUID, reason: str) -> Mission:
    """Call a planned transport off, and return it; what was named for it may go with another.

    Who: who planned it, or who commands. When: planned. Appends ``mission.cancelled/1``, and ``mission.unloaded/1`` for
    each unit.
    """
    why = entries.clean_reason(reason, most=300)
    with recording(act, authorises=True) as record:
        units = lock_units(selectors.ids_on(mission_id))
        mission = lock_mission(mission_id)
        permissions_of_command.check_can_cancel_mission(act.actor, mission)
        mission_load.call_off(record, units)
        mission.ended_at = record.at
        _to(
            record, mission, "cancelled", MISSION_CANCELLED, columns=["ended_at"], cancelled_at=record.at, reason=why
        )
    return mission


def _end_stop(record: Record, mission: Mission, units: list[HandlingUnit]) -> MissionStop:
    stop = MissionStop.objects.get(mission=mission, went_on_at__isnull=True)
    if stop.reason is None:
        _show_gap(record, units, stop)
    stop.went_on_at = record.at
    stop.save(update_fields=["went_on_at"])
    return stop


def _read_vehicle(
    record: Record, mission: Mission, units: list[HandlingUnit], seen: vehicles.Readings
) -> None:
    """Write what was read off the vehicle at a stop; what rides under another seal is frozen, and drives on."""
    aboard = [load.unit for load in selectors.open_loads(units).values() if load.state == "carried"]
    known = seals_on_vehicles(aboard)
    read = vehicles.check_read(known, seen)
    riding = [unit for unit in aboard if unit.id in known]
    stood = MissionStop.objects.get(mission=mission, went_on_at__isnull=True).stopped_at
    check_vehicle_read_again(record, riding, riding, known, read, occasion=AT_A_STOP, since=stood)
    vehicles.record_reading(record, riding, known, read, transfer=None, occasion=AT_A_STOP)


def _show_gap(record: Record, units: list[HandlingUnit], stop: MissionStop) -> None:
    """Say on everything that rides along that nobody knows why it stood still."""
    aboard = [load.unit for load in selectors.open_loads(units).values() if load.state == "carried"]
    receiving.show_gaps(record, aboard, gap=STOPPED, since=stop.stopped_at, transfer=None)


def _to(
    record: Record,
    mission: Mission,
    state: str,
    event: EventType,
    *,
    columns: list[str] | None = None,
    rows: list[MissionStop] | None = None,
    **fields: object,
) -> None:
    """Write the state that the mission is in now, with the event that says so."""
    mission.state = state
    mission.save(update_fields=["state", *(columns or [])])
    record.append(event, on=mission, rows=rows or [], **fields)
    record.result = {"mission": str(mission.id)}
