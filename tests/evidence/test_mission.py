"""A transport: two ride, another confirms the escort, it is heard of again and again, and every stop has its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from custody.evidence import permissions_of_command
from custody.evidence.actions import mission as missions
from custody.evidence.models import MissionStop
from custody.evidence.selectors.missions import convoy_seen, mission_for, visible_missions
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories


def planned(cast, *, by=None, **changes):
    return missions.plan_mission(
        **(
            {
                "act": stories.act_of(by or cast.officer),
                "driver_badge": cast.crew.badge,
                "second_badge": cast.second_crew.badge,
                "vehicle": "T-4",
                "escort": "E-2",
                "planned_minutes": 90,
            }
            | changes
        )
    )


def say(what, officer, mission, **said):
    return what(act=stories.act_of(officer), mission_id=mission.id, **said)


def clock(mission):
    return Clock.objects.filter(subject_id=mission.id, clock_type="CHECK_IN", closed_at__isnull=True).first()


def test_a_transport_from_its_plan_to_its_arrival(cast):
    mission = planned(cast)
    assert clock(mission) is None
    say(missions.confirm_escort, cast.duty_officer, mission)
    say(missions.begin_mission, cast.crew, mission)
    first = clock(mission)
    say(missions.check_in, cast.second_crew, mission)
    assert (clock(mission).epoch, first.due_at - first.started_at) == (2, timedelta(minutes=20))
    say(missions.stop_mission, cast.crew, mission, reason="a bridge is open")
    say(missions.go_on, cast.crew, mission)
    say(missions.stop_mission, cast.crew, mission, reason="a flat tyre")
    done = say(missions.end_mission, cast.second_crew, mission)

    assert (done.state, done.escort_confirmed_by) == ("arrived", cast.duty_officer)
    assert clock(mission) is None
    assert [stop.went_on_at is None for stop in MissionStop.objects.filter(mission=mission)] == [False, False]
    assert [line.type.code.partition("/")[0] for line in told([mission.stream_id], newest_first=False)] == [
        "mission.planned", "mission.escort_confirmed", "mission.began", "mission.checked_in", "mission.stopped",
        "mission.went_on", "mission.stopped", "mission.went_on", "mission.arrived",
    ]
    assert replay_state().findings == []


def test_a_crew_that_is_not_heard_raises_the_alarm_once_and_its_next_word_ends_it(cast):
    mission = say(missions.begin_mission, cast.crew, planned(cast))
    past = stories.now() - timedelta(minutes=1)
    Clock.objects.filter(pk=clock(mission).pk).update(next_fire_at=past, due_at=past)

    fire(engine="test")
    fire(engine="test")
    alert = Alert.objects.get(rule="AL4", stage="due")
    assert (alert.level, alert.subject_kind, alert.subject_id) == (1, "mission", mission.id)
    say(missions.check_in, cast.crew, mission)

    assert Alert.objects.get(rule="AL4", stage="due").state == "resolved"


def test_route_and_crew_are_shown_to_those_who_have_a_part_in_it(cast, refused):
    mission = planned(cast)

    assert (convoy_seen(cast.crew, mission).vehicle, convoy_seen(cast.officer, mission).escort) == ("T-4", "E-2")
    assert mission_for(cast.supervisor, mission_id=mission.id) == mission
    assert convoy_seen(cast.supervisor, mission) is None
    with refused("record.not_found"):
        mission_for(cast.third_crew, mission_id=mission.id)
    cast.crew.is_active = False
    assert not visible_missions(cast.crew).exists()


@pytest.mark.parametrize(("changes", "code"), [
    ({"planned_minutes": 0}, "mission.minutes"), ({"planned_minutes": 9_999}, "mission.minutes"),
    ({"vehicle": " "}, "text.missing"), ({"second_badge": "4501"}, "people.same"),
    ({"driver_badge": "4801"}, "role.missing"),
])
def test_a_plan_names_two_who_ride_and_a_time_that_makes_sense(cast, refused, changes, code):
    with refused(code):
        planned(cast, **changes)


def test_who_may_plan(cast, refused):
    for officer in (cast.officer, cast.storekeeper, cast.planner, cast.supervisor, cast.duty_officer):
        planned(cast, by=officer)
    for officer in (cast.crew, cast.auditor, cast.nobody):
        with refused("role.missing"):
            planned(cast, by=officer)


def test_who_confirms_the_escort(cast, refused):
    own = planned(cast, by=cast.planner)
    for officer, code in ((cast.planner, "people.same"), (cast.officer, "role.missing")):
        with refused(code):
            say(missions.confirm_escort, officer, own)
    say(missions.confirm_escort, cast.supervisor, own)
    with refused("mission.escorted"):
        say(missions.confirm_escort, cast.duty_officer, own)
    over = planned(cast)
    say(missions.cancel_mission, cast.officer, over, reason="no vehicle")
    with refused("mission.state"):
        say(missions.confirm_escort, cast.supervisor, over)


@pytest.mark.parametrize(("state", "allowed"), [
    ("planned", {"begin"}), ("moving", {"check_in", "stop", "end"}), ("stopped", {"check_in", "go_on", "end"}),
    ("arrived", set()),
])
def test_what_the_crew_may_say_in_each_state(cast, refused, state, allowed):
    mission = planned(cast)
    if state != "planned":
        say(missions.begin_mission, cast.crew, mission)
    if state == "stopped":
        say(missions.stop_mission, cast.crew, mission, reason="a bridge")
    if state == "arrived":
        say(missions.end_mission, cast.crew, mission)
    acts = {"begin": missions.begin_mission, "check_in": missions.check_in, "go_on": missions.go_on,
            "stop": missions.stop_mission, "end": missions.end_mission}
    for name in sorted(acts.keys() - allowed):
        with refused("mission.state"):
            say(acts[name], cast.crew, mission, **({"reason": "x"} if name == "stop" else {}))
    with refused("mission.not_crew"):
        say(missions.check_in, cast.officer, mission)


def test_who_calls_a_transport_off(cast, refused):
    mission = planned(cast)
    with refused("role.missing"):
        permissions_of_command.check_can_cancel_mission(cast.crew, mission)
    with refused("text.empty"):
        say(missions.cancel_mission, cast.officer, mission, reason=" ")
    assert say(missions.cancel_mission, cast.supervisor, mission, reason="fog").state == "cancelled"
    assert replay_state().findings == []


# --- without an escort ---------------------------------------------------------------------------------


def owed(mission):
    return Clock.objects.filter(subject_id=mission.id, clock_type="ESCORT_OWED", closed_at__isnull=True)


def answered(officer, mission, **said):
    given = {"decided_badge": "4801", "reason": "none came"} | said
    return say(missions.answer_for_escort, officer, mission, **given)


def test_a_transport_that_leaves_before_its_escort_is_confirmed_is_told_and_answered_for(cast, refused):
    mission = say(missions.begin_mission, cast.crew, planned(cast))

    assert [line.type.code for line in told([mission.stream_id], limit=1)] == ["mission.unescorted/1"]
    assert owed(mission).count() == 1
    alert = Alert.objects.get(rule="AL4", stage="unescorted")
    assert (alert.level, alert.subject_id, set(alert.about)) == (2, mission.id, {cast.crew.id, cast.second_crew.id})
    say(missions.confirm_escort, cast.duty_officer, mission)
    say(missions.end_mission, cast.crew, mission)
    assert owed(mission).exists(), "an escort that comes later does not say why it left without"
    answered(cast.second_crew, mission)

    mission.refresh_from_db()
    assert (mission.unescorted_by.badge, mission.unescorted_reason) == ("4801", "none came")
    assert not owed(mission).exists()
    alert.refresh_from_db()
    assert alert.state == "resolved"
    with refused("mission.escort_answered"):
        answered(cast.crew, mission)
    assert replay_state().findings == []


def test_whoever_answers_for_nothing_is_told_so_and_an_escort_in_time_owes_nothing(cast, refused):
    mission = planned(cast)
    say(missions.confirm_escort, cast.duty_officer, mission)
    say(missions.begin_mission, cast.crew, mission)

    assert not owed(mission).exists()
    assert not Alert.objects.filter(stage="unescorted").exists()
    with refused("mission.escort_answered"):
        answered(cast.crew, mission)


def test_who_answers_for_a_missing_escort(cast, refused):
    for officer in (cast.crew, cast.second_crew, cast.officer, cast.supervisor, cast.duty_officer):
        answered(officer, say(missions.begin_mission, cast.crew, planned(cast)))
    mission = say(missions.begin_mission, cast.crew, planned(cast))
    for officer in (cast.storekeeper, cast.auditor, cast.nobody):
        with refused("role.missing"):
            answered(officer, mission)
    with refused("text.empty"):
        answered(cast.crew, mission, reason=" ")


def test_what_nobody_answers_for_in_time_rises(cast):
    mission = say(missions.begin_mission, cast.crew, planned(cast))
    past = stories.now() - timedelta(minutes=1)
    owed(mission).update(next_fire_at=past, due_at=past)

    fire(engine="test")

    late = Alert.objects.get(rule="AL4", stage="due", clock__clock_type="ESCORT_OWED")
    assert (late.level, late.subject_id) == (2, mission.id)
