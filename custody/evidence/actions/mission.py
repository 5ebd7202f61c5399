"""A transport under command: planned, escorted, heard of again and again, and arrived (R9: direct, by two)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from custody.core.errors import InvalidInput
from custody.core.events import (
    MISSION_ARRIVED,
    MISSION_BEGAN,
    MISSION_CANCELLED,
    MISSION_CHECKED_IN,
    MISSION_ESCORT_CONFIRMED,
    MISSION_PLANNED,
    MISSION_STOPPED,
    MISSION_WENT_ON,
)
from custody.evidence import entries, permissions_of_command
from custody.evidence.locking import lock_mission
from custody.evidence.models import Mission, MissionStop
from custody.evidence.placing import seal_mission
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.core.events import EventType

LONGEST_MINUTES = 24 * 60


def plan_mission(
    *, act: Act, driver_badge: str, second_badge: str, vehicle: str, escort: str, planned_minutes: int
) -> Mission:
    """Plan a transport with a crew of two, and return it. Times and route are sealed.

    Who: an officer, a storekeeper, a planner or who commands. When: always. Appends ``mission.planned/1``.
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
    with recording(act) as record:
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
        record.result = {"mission": str(mission.id)}
    return mission


def confirm_escort(*, act: Act, mission_id: UUID) -> Mission:
    """Say that the escort has said yes, and return the mission.

    Who: another than who planned it and than the crew: it is checked twice. When: planned or on its way, once.
    Appends ``mission.escort_confirmed/1``.
    """
    with recording(act) as record:
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

    Who: one of the crew. When: planned, also without a confirmed escort: that it left, is a fact.
    Appends ``mission.began/1``.
    """
    with recording(act) as record:
        mission = _locked(act, mission_id, state="planned")
        mission.began_at = mission.checked_in_at = record.at
        _to(record, mission, "moving", MISSION_BEGAN, columns=["began_at", "checked_in_at"], began_at=record.at)
    return mission


def check_in(*, act: Act, mission_id: UUID) -> Mission:
    """Give a sign of life, and return the mission; the time of the next one begins.

    Who: one of the crew. When: on its way or standing still. Appends ``mission.checked_in/1``.
    """
    with recording(act) as record:
        mission = _locked(act, mission_id, state=("moving", "stopped"))
        mission.checked_in_at = record.at
        _to(record, mission, mission.state, MISSION_CHECKED_IN, columns=["checked_in_at"], checked_in_at=record.at)
    return mission


def stop_mission(*, act: Act, mission_id: UUID, reason: str) -> Mission:
    """Say that the transport stands still and why, and return the mission (R9: no unrelated stops).

    Who: one of the crew. When: on its way. Appends ``mission.stopped/1``.
    """
    why = entries.clean_reason(reason, most=300)
    with recording(act) as record:
        mission = _locked(act, mission_id, state="moving")
        stop = MissionStop(mission=mission, stream_id=mission.stream_id, reason=why, stopped_at=record.at)
        stop.save(force_insert=True)
        _to(record, mission, "stopped", MISSION_STOPPED, rows=[stop], stop_id=stop.id, stopped_at=record.at, reason=why)
    return mission


def go_on(*, act: Act, mission_id: UUID) -> Mission:
    """Say that the transport moves again, and return the mission.

    Who: one of the crew. When: it stands still. Appends ``mission.went_on/1``.
    """
    with recording(act) as record:
        mission = _locked(act, mission_id, state="stopped")
        stop = _end_stop(record, mission)
        _to(record, mission, "moving", MISSION_WENT_ON, rows=[stop], stop_id=stop.id, went_on_at=record.at)
    return mission


def end_mission(*, act: Act, mission_id: UUID) -> Mission:
    """Say that the transport has arrived, and return the mission; the load is handed over by itself.

    Who: one of the crew. When: on its way; one that stands still goes on by arriving.
    Appends ``mission.arrived/1``, and ``mission.went_on/1`` where it stood still.
    """
    with recording(act) as record:
        mission = _locked(act, mission_id, state=("moving", "stopped"))
        if mission.state == "stopped":
            stop = _end_stop(record, mission)
            record.append(MISSION_WENT_ON, on=mission, rows=[stop], stop_id=stop.id, went_on_at=record.at)
        mission.ended_at = record.at
        _to(record, mission, "arrived", MISSION_ARRIVED, columns=["ended_at"], arrived_at=record.at)
    return mission


def cancel_mission(*, act: Act, mission_id: UUID, reason: str) -> Mission:
    """Call a planned transport off, and return it.

    Who: who planned it, or who commands. When: planned. Appends ``mission.cancelled/1``.
    """
    why = entries.clean_reason(reason, most=300)
    with recording(act) as record:
        mission = lock_mission(mission_id)
        permissions_of_command.check_can_cancel_mission(act.actor, mission)
        mission.ended_at = record.at
        _to(
            record, mission, "cancelled", MISSION_CANCELLED, columns=["ended_at"], cancelled_at=record.at, reason=why
        )
    return mission


def _locked(act: Act, mission_id: UUID, *, state: str | tuple[str, ...]) -> Mission:
    mission = lock_mission(mission_id)
    permissions_of_command.check_is_crew(act.actor, mission, states=(state,) if isinstance(state, str) else state)
    return mission


def _end_stop(record: Record, mission: Mission) -> MissionStop:
    stop = MissionStop.objects.get(mission=mission, went_on_at__isnull=True)
    stop.went_on_at = record.at
    stop.save(update_fields=["went_on_at"])
    return stop


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
