"""What rides with a transport: named before, counted at its end, and told of all that happens to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.core.verdicts import verdict
from custody.deadlines.models import Clock
from custody.evidence import permissions_of_command
from custody.evidence.actions import mission as missions
from custody.evidence.actions import moving
from custody.evidence.actions.mission_load import name_load
from custody.evidence.models import Discrepancy, MissionLoad, MissionStop
from custody.evidence.selectors.timeline import timeline
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.test_mission import clock, planned, say
from tests.situations import standing


@standing
def gone_off(cast, *, count=2):
    """Return a mission on its way, and the bags that ride with it."""
    units = stories.on_the_road(cast, count=count)
    return say(missions.begin_mission, cast.crew, planned(cast)), units


def states(mission):
    return sorted(MissionLoad.objects.filter(mission=mission).values_list("state", flat=True))


def codes(unit):
    return [line.type.code for line in timeline(unit, newest_first=False)]


def gaps(unit):
    return [line.values["gap"] for line in timeline(unit) if line.type.code == "custody.gap_found/1"]


def running(unit, kind):
    return Clock.objects.filter(subject_id=unit.id, clock_type=kind, closed_at__isnull=True).exists()


def test_a_load_is_named_with_its_hand_over_rides_along_and_arrives(cast):
    units = stories.swept(cast, stories.seized(cast, count=2))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")
    mission = planned(cast, transfer_ids=[offer.id])
    assert states(mission) == ["named", "named"]
    say(missions.begin_mission, cast.crew, mission)
    assert states(mission) == ["named", "named"]

    stories.accepted(offer, by=cast.crew)
    assert states(mission) == ["carried", "carried"]
    say(missions.stop_mission, cast.crew, mission, reason="a bridge")
    say(missions.go_on, cast.crew, mission)
    say(missions.end_mission, cast.crew, mission)

    assert states(mission) == ["arrived", "arrived"]
    assert all(running(unit, "UNLOADING") for unit in units)
    back = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)
    stories.accepted(back, by=cast.storekeeper, place="BITTERN")
    assert not any(running(unit, "UNLOADING") for unit in units)
    told = codes(units[0])
    ride = ["mission.load_named/1", "mission.loaded/1", "mission.stopped/2", "mission.went_on/1", "mission.unloaded/1",
            "mission.arrived/1"]
    assert [code for code in told if code.startswith("mission.")] == ride
    assert replay_state().findings == []


def test_what_is_not_there_when_its_transport_arrives_is_searched_for(cast):
    mission, (lost, here) = gone_off(cast)

    say(missions.end_mission, cast.crew, mission, missing={lost.id: "the door was open"})

    lost, here = stories.fresh([lost, here])
    assert (lost.search_state, lost.discrepancy_open, here.search_state) == ("unlocated", True, "located")
    assert running(lost, "SEARCH")
    assert not running(lost, "UNLOADING")
    assert states(mission) == ["arrived", "missing"]
    assert Alert.objects.get(rule="AL5").subject_id == lost.id
    assert Discrepancy.objects.get(unit=lost).discrepancy_kind == "missing"
    assert replay_state().findings == []


def test_only_what_rides_along_is_said_to_be_missing(cast, refused):
    mission, _ = gone_off(cast)
    [other] = stories.seized(cast)

    with refused("units.not_offered"):
        say(missions.end_mission, cast.crew, mission, missing={other.id: None})


def test_a_crew_that_is_heard_too_late_leaves_a_gap_on_what_rides_along(cast):
    mission, (unit, _) = gone_off(cast)
    past = stories.now() - timedelta(minutes=7)
    Clock.objects.filter(pk=clock(mission).pk).update(started_at=past - timedelta(minutes=20), due_at=past)

    say(missions.check_in, cast.crew, mission)

    assert gaps(unit) == ["crew not heard"]
    line = next(each for each in timeline(unit) if each.type.code == "mission.heard_late/1")
    assert line.values["minutes"] == 7
    say(missions.check_in, cast.crew, mission)
    assert gaps(unit) == ["crew not heard"]
    assert replay_state().findings == []


def test_a_stop_without_a_reason_is_recorded_told_and_owed(cast, refused):
    mission, (unit, _) = gone_off(cast)
    say(missions.stop_mission, cast.crew, mission)
    alert = Alert.objects.get(rule="AL4", stage="stopped")
    assert (alert.level, alert.stage, alert.subject_id) == (2, "stopped", mission.id)
    assert set(alert.about) == {cast.crew.id, cast.second_crew.id}

    say(missions.go_on, cast.crew, mission)
    assert gaps(unit) == ["stopped without a reason"]
    say(missions.end_mission, cast.crew, mission)
    say(missions.explain_stop, cast.second_crew, mission, reason="a flat tyre")

    alert.refresh_from_db()
    assert alert.state == "resolved"
    assert MissionStop.objects.get(mission=mission).reason == "a flat tyre"
    with refused("mission.explained"):
        say(missions.explain_stop, cast.crew, mission, reason="again")
    assert replay_state().findings == []


def test_another_transport_of_the_same_crew_does_not_wipe_the_gap_of_a_stop(cast):
    mission, units = gone_off(cast)
    say(missions.stop_mission, cast.crew, mission)

    other = say(missions.begin_mission, cast.crew, planned(cast))

    assert (states(mission), states(other)) == (["passed_on"] * 2, ["carried"] * 2)
    assert [gaps(unit) for unit in units] == [["stopped without a reason"]] * 2
    say(missions.go_on, cast.crew, mission)
    for each in (mission, other):
        say(missions.end_mission, cast.crew, each)
    assert [gaps(unit) for unit in units] == [["stopped without a reason"]] * 2
    assert [stop.reason for stop in MissionStop.objects.all()] == [None]
    assert replay_state().findings == []


def test_a_reason_told_while_it_stands_ends_the_gap(cast):
    mission, (unit, _) = gone_off(cast)
    say(missions.stop_mission, cast.crew, mission)
    say(missions.explain_stop, cast.crew, mission, reason="a tyre")
    say(missions.go_on, cast.crew, mission)

    assert gaps(unit) == ["stopped without a reason"]


def test_a_unit_is_named_for_one_transport_until_that_is_called_off(cast, refused):
    units = stories.seized(cast, count=1)
    first, second = planned(cast, unit_ids=[units[0].id]), planned(cast)
    act = {"mission_id": second.id, "unit_ids": [units[0].id]}
    with refused("mission.named_elsewhere"):
        name_load(act=stories.act_of(cast.officer), **act)

    say(missions.cancel_mission, cast.officer, first, reason="fog")
    name_load(act=stories.act_of(cast.officer), **act)

    assert (states(first), states(second)) == (["called_off"], ["named"])
    say(missions.begin_mission, cast.crew, second)
    say(missions.end_mission, cast.crew, second)
    assert states(second) == ["not_loaded"]
    assert replay_state().findings == []


def test_what_the_crew_has_rides_with_it_whatever_was_planned(cast):
    units = stories.on_the_road(cast)
    other = planned(cast, unit_ids=[units[0].id], driver_badge=cast.third_crew.badge)
    mission = say(missions.begin_mission, cast.crew, planned(cast))
    assert (states(other), states(mission)) == (["passed_on"], ["carried"])
    moving.arrive(act=stories.act_of(cast.crew), unit_ids=[units[0].id], place="CURLEW")
    say(missions.end_mission, cast.crew, mission)

    assert states(mission) == ["arrived"]
    assert not running(units[0], "UNLOADING")


def test_what_is_named_while_it_is_on_the_road_is_carried_at_once(cast):
    mission = say(missions.begin_mission, cast.crew, planned(cast))
    units = stories.on_the_road(cast)
    assert states(mission) == ["carried"]
    assert {load.unit_id for load in mission.loads.all()} == {unit.id for unit in units}


@pytest.mark.parametrize(("who", "code"), [
    ("officer", None), ("crew", "mission.not_held"), ("second_crew", "mission.not_held"), ("supervisor", None),
    ("duty_officer", None), ("third_crew", "role.missing"), ("storekeeper", "role.missing"), ("nobody", "role.missing"),
])
def test_who_may_name_what_goes_with_a_transport(cast, who, code):
    mission, units = planned(cast), stories.seized(cast)

    found = verdict(lambda: permissions_of_command.check_can_name_load(getattr(cast, who), mission, units)).refusal

    assert (found and found.code) == code


def test_what_others_have_is_named_only_when_it_is_offered_to_the_crew_or_by_who_commands(cast, refused):
    [unit] = stories.stored(cast)
    mission = planned(cast, by=cast.second_storekeeper)
    for who in (cast.second_storekeeper, cast.crew):
        with refused("mission.not_held"):
            name_load(act=stories.act_of(who), mission_id=mission.id, unit_ids=[unit.id])
    with refused("mission.not_held"):
        planned(cast, unit_ids=[unit.id])
    assert not MissionLoad.objects.exists()

    offer = stories.offered(cast, [unit], giver=cast.storekeeper, receiver=cast.second_crew, second=cast.third_crew,
                            purpose="departure")  # fmt: skip
    name_load(act=stories.act_of(cast.crew), mission_id=mission.id, transfer_ids=[offer.id])

    assert states(mission) == ["named"]


def test_nothing_is_named_for_a_transport_that_is_over_and_nothing_that_lies_inside(cast, refused):
    mission = say(missions.end_mission, cast.crew, say(missions.begin_mission, cast.crew, planned(cast)))
    [unit] = stories.seized(cast)

    with refused("mission.state"):
        name_load(act=stories.act_of(cast.officer), mission_id=mission.id, unit_ids=[unit.id])
    with refused("units.none"):
        name_load(act=stories.act_of(cast.officer), mission_id=planned(cast).id)
