"""One of two who have a load on the way falls ill: that is recorded, and another comes beside who stays (R9, R24)."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert, Delivery
from custody.core.events import FieldClass
from custody.deadlines.models import Clock
from custody.deadlines.selectors import database_now
from custody.evidence.actions import crews, moving, objecting, signatures, transfer, weigh
from custody.evidence.actions import mission as missions
from custody.evidence.models import Countersignature
from custody.evidence.selectors.gaps import open_gaps
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from tests import stories
from tests.destruction import stories as burns
from tests.evidence.test_mission import planned, say
from tests.stories import act_of, fresh

EVERYTHING = frozenset(FieldClass)


def gone(cast, *, by, leaver=None, **said):
    """Let one of the crew say that one of them is with the load no more."""
    named = {} if leaver is None else {"leaver_badge": leaver.badge, "remark": "In the ambulance"}
    return crews.leave_crew(act=act_of(by), **({"why": "ill", "where": "A12, km 31"} | named | said))


def comes(cast, units, *, by=None, who=None, **changes):
    """Let who is alone ask another beside them, and return the hand-over."""
    return stories.offered(cast, units, giver=by or cast.crew, receiver=who or cast.third_crew, purpose="second",
                           **changes)  # fmt: skip


def people(units):
    return {(unit.custodian, unit.co_custodian) for unit in fresh(units)}


def gaps(unit):
    return [gap.gap for gap in open_gaps(unit, at=database_now())]


def events(unit, code):
    lines = told([unit.stream_id], classes=EVERYTHING, codes=[code])
    return [line.values for line in lines]


def test_who_falls_ill_leaves_and_another_comes_beside_who_stays(cast):
    units = stories.on_the_road(cast, count=2)
    [before] = set(Clock.objects.filter(clock_type="TRANSIT", closed_at=None).values_list("started_at", flat=True))

    gone(cast, by=cast.second_crew)

    assert people(units) == {(cast.crew, None)}, "nobody counts as there who is gone"
    assert gaps(units[0]) == ["one of the two gone"]
    [said] = events(units[0], "crew.second_left/1")
    assert (said["why"], said["in_person"], said["where"]) == ("ill", True, "A12, km 31")
    assert (said["left"], said["custodian"]) == (cast.second_crew.pseudonym, cast.crew.pseudonym)
    assert not Countersignature.objects.filter(about="crew.second_left/1").exists(), "signed by the own sign-in"

    offer = comes(cast, units)
    assert people(units) == {(cast.crew, None)}, "named is not signed"
    assert gaps(units[0]) == ["one of the two gone"]

    stories.accepted(offer, by=cast.third_crew)

    assert people(units) == {(cast.crew, cast.third_crew)}
    assert {unit.custody_state for unit in units} == {"in_transit"}
    assert gaps(units[0]) == []
    assert [each["gap"] for each in events(units[0], "custody.gap_found/1")] == ["one of the two gone"]
    assert set(Clock.objects.filter(clock_type="TRANSIT", closed_at=None).values_list("started_at", flat=True)) == {
        before
    }
    assert not Countersignature.objects.filter(wanted=cast.third_crew).exists(), "they took it by their own sign-in"
    assert replay_state().findings == []


def test_the_first_of_the_two_leaves_as_well(cast):
    units = stories.on_the_road(cast)

    gone(cast, by=cast.crew, why="injured")

    assert people(units) == {(cast.second_crew, None)}
    stories.accepted(comes(cast, units, by=cast.second_crew), by=cast.third_crew)
    assert people(units) == {(cast.second_crew, cast.third_crew)}
    assert replay_state().findings == []


def test_of_who_cannot_sign_the_other_tells_it_and_somebody_from_outside_signs(cast, refused):
    units = stories.on_the_road(cast)
    with refused("text.empty"):
        gone(cast, by=cast.crew, leaver=cast.second_crew, remark=" ")

    gone(cast, by=cast.crew, leaver=cast.second_crew)

    [said] = events(units[0], "crew.second_left/1")
    assert (said["in_person"], said["remark"]) == (False, "In the ambulance")
    owed = Countersignature.objects.get(about="crew.second_left/1", matter="witness", signed_at=None)
    assert (owed.matter, owed.wanted, owed.owed_by) == ("witness", None, cast.crew)
    assert Clock.objects.filter(clock_type="SIGNATURE_OWED", subject_id=units[0].id, closed_at=None).exists()
    stories.accepted(comes(cast, units), by=cast.third_crew)
    assert fresh(units)[0].signature_owed, "it stays owed until somebody from outside looked into it"
    signatures.sign(act=act_of(cast.supervisor), signature_ids=[owed.id])
    assert not fresh(units)[0].signature_owed
    assert replay_state().findings == []


def test_who_has_it_or_is_to_have_it_does_not_sign_that_the_other_is_gone(cast, refused):
    units = stories.on_the_road(cast)
    roles = [*map(Role, cast.supervisor.roles), Role.CREW]
    change_officer(act=act_of(cast.administrator), officer=cast.supervisor, roles=roles, clearance=1, is_active=True)
    cast.supervisor.refresh_from_db()
    gone(cast, by=cast.crew, leaver=cast.second_crew)
    owed = Countersignature.objects.get(about="crew.second_left/1", matter="witness")

    offer = comes(cast, units, who=cast.supervisor)
    with refused("second.keeper_signs"):
        signatures.sign(act=act_of(cast.supervisor), signature_ids=[owed.id])
    transfer.cancel_transfer(act=act_of(cast.crew), transfer_id=offer.id, reason="another comes")

    signatures.sign(act=act_of(cast.supervisor), signature_ids=[owed.id])
    with refused("second.confirmed"):
        comes(cast, units, who=cast.supervisor)


def test_who_did_not_leave_hears_what_was_said_and_objects(cast):
    units = stories.stored(cast, count=2)
    offer = stories.offered(cast, units, giver=cast.storekeeper, receiver=cast.crew, second=cast.officer,
                            purpose="departure", route=stories.route("CURLEW"))  # fmt: skip
    stories.accepted(offer, by=cast.crew)
    gone(cast, by=cast.crew, leaver=cast.officer)
    heard = Countersignature.objects.filter(matter="ousted", wanted=cast.officer).first()
    assert Delivery.objects.filter(kind="ousted", officer=cast.officer).exists(), "a message says to sign in"

    objecting.object_to_command(act=act_of(cast.officer), signature_id=heard.id, objection="I sat beside him")

    assert all(unit.discrepancy_open for unit in fresh(units)), "all that he has alone is frozen"
    assert replay_state().findings == []


def test_who_commands_is_told_at_once_until_another_has_signed(cast):
    units = stories.on_the_road(cast, count=3)

    gone(cast, by=cast.second_crew)

    alert = Alert.objects.get(rule="AL4", stage="alone")
    assert alert.state == "open"
    stories.accepted(comes(cast, units), by=cast.third_crew)
    alert.refresh_from_db()
    assert alert.state == "resolved"


def test_a_load_in_dispute_needs_two_all_the_more(cast):
    units = stories.on_the_road(cast)
    weigh.record_weighing(act=act_of(cast.crew), unit_id=units[0].id, reading=stories.reading(20_000_000))

    gone(cast, by=cast.second_crew)
    stories.accepted(comes(cast, units), by=cast.third_crew)

    assert people(units) == {(cast.crew, cast.third_crew)}
    assert fresh(units)[0].discrepancy_open


def test_who_comes_rides_with_the_transport_and_is_heard(cast, refused):
    mission = planned(cast)
    say(missions.begin_mission, cast.crew, mission)
    units = stories.on_the_road(cast)
    gone(cast, by=cast.crew, leaver=cast.second_crew)
    with refused("mission.not_crew"):
        say(missions.check_in, cast.third_crew, mission)

    stories.accepted(comes(cast, units), by=cast.third_crew)

    say(missions.check_in, cast.third_crew, mission)
    mission.refresh_from_db()
    assert (mission.driver, mission.second) == (cast.crew, cast.third_crew)
    with refused("mission.not_crew"):
        say(missions.check_in, cast.second_crew, mission)
    assert replay_state().findings == []


def test_nobody_comes_beside_two_or_names_a_second_of_the_second(cast, refused):
    units = stories.on_the_road(cast)

    with refused("second.not_missing"):
        comes(cast, units)
    with refused("second.nothing"):
        gone(cast, by=cast.third_crew)
    gone(cast, by=cast.second_crew)
    with refused("second.nothing"):
        gone(cast, by=cast.second_crew)
    with refused("second.one"):
        comes(cast, units, second=cast.officer)
    with refused("role.missing"):
        comes(cast, units, who=cast.storekeeper)
    with refused("people.same"):
        comes(cast, units, who=cast.crew)
    change_officer(act=act_of(cast.administrator), officer=cast.third_crew, roles=[Role.CREW], clearance=1,
                   is_active=False)  # fmt: skip
    with refused("officer.unknown"):
        comes(cast, units)


def test_what_others_take_over_meanwhile_ends_the_gap(cast):
    units = stories.on_the_road(cast)
    gone(cast, by=cast.second_crew)

    offer = stories.offered(cast, units, giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")
    stories.accepted(offer, by=cast.storekeeper, place="BITTERN")

    assert gaps(fresh(units)[0]) == []
    assert [each["gap"] for each in events(units[0], "custody.gap_found/1")] == ["one of the two gone"]
    assert replay_state().findings == []


def test_nothing_burns_while_one_alone_has_it_at_the_furnace(cast, refused):
    session = burns.at_furnace(cast)
    units = burns.units_of(session)
    gone(cast, by=cast.second_crew)
    session = burns.attested(cast, session, tally=False)

    with refused("burn.one_keeper"):
        burns.burn(cast, session)
    offer = comes(cast, units)
    with refused("transfer.open"):
        burns.burn(cast, session)
    stories.accepted(offer, by=cast.third_crew)

    lit = database_now()
    burnt = burns.burn(cast, session, without_tally="one fell ill", started_at=lit, ended_at=database_now())
    assert burnt.state == "burnt"
    assert replay_state().findings == []


@pytest.mark.parametrize("checked_it", [True, False])
def test_who_checked_the_load_for_its_fire_is_no_second_of_it(cast, checked_it):
    session = burns.at_furnace(cast)
    units = burns.units_of(session)
    who = cast.checker if checked_it else cast.second_checker
    change_officer(act=act_of(cast.administrator), officer=who, roles=[*map(Role, who.roles), Role.CREW], clearance=2,
                   is_active=True)  # fmt: skip
    gone(cast, by=cast.second_crew)

    stories.accepted(comes(cast, units, who=who), by=who)

    assert people(units) == {(cast.crew, who)}, "who has it, is a fact"
    assert bool(burns.units_of(session)) is not checked_it, "what one keeps, one has not checked from outside"
    assert replay_state().findings == []


@pytest.mark.parametrize("who", ["crew", "second_crew"])
def test_nobody_is_asked_for_a_list_it_is_all_that_the_two_have(cast, who):
    units = stories.on_the_road(cast, count=2)
    kept = stories.stored(cast)

    assert {unit.id for unit in gone(cast, by=getattr(cast, who))} == {unit.id for unit in units}
    assert fresh(kept)[0].custodian == cast.storekeeper


def test_it_goes_in_store_by_who_is_left(cast):
    units = stories.on_the_road(cast)
    gone(cast, by=cast.second_crew)

    moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in units], place="CURLEW")

    assert gaps(fresh(units)[0]) == ["one of the two gone"], "at a furnace two have it until it burns"


def test_whoever_comes_beside_ashes_makes_no_two_of_the_fire(cast, refused):
    session = burns.at_furnace(cast)
    units = burns.units_of(session)
    gone(cast, by=cast.second_crew)
    began = database_now()
    burns.attested(cast, session)
    stories.accepted(comes(cast, units), by=cast.third_crew)

    with refused("burn.one_keeper"):
        burns.burn(cast, session, started_at=began, ended_at=database_now())
