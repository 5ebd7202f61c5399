"""One of two is gone from a load on the way: what they had offered of it, and what they still say of its transport."""

from __future__ import annotations

from custody.core.act import Basis
from custody.deadlines.selectors import database_now
from custody.evidence.actions import crews
from custody.evidence.actions import mission as missions
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.evidence.test_command import ordered
from tests.evidence.test_mission import planned, say
from tests.evidence.test_second_replaced import comes, events, gone, people


def test_what_who_leaves_had_offered_is_withdrawn(cast, refused):
    units = stories.on_the_road(cast, count=2)
    offer = stories.offered(cast, units[:1], giver=cast.second_crew, receiver=cast.storekeeper, purpose="arrival")
    others = stories.offered(cast, units[1:], giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")

    gone(cast, by=cast.second_crew)

    offer.refresh_from_db()
    others.refresh_from_db()
    assert (offer.state, others.state) == ("cancelled", "offered"), "who stays offers as before"
    [said] = events(units[0], "transfer.cancelled/1")
    assert (said["transfer_id"], said["reason"]) == (offer.id, "who offered it is gone")
    with refused("transfer.closed"):
        stories.accepted(offer, by=cast.storekeeper, place="BITTERN")
    stories.accepted(comes(cast, units[:1]), by=cast.third_crew)
    assert people(units[:1]) == {(cast.crew, cast.third_crew)}
    assert replay_state().findings == []


def test_what_was_ordered_in_place_of_who_leaves_waits_on(cast):
    units = stories.on_the_road(cast)
    order = ordered(cast, absent_badge=cast.crew.badge, receiver_badge=cast.third_crew.badge,
                    second_badge=cast.officer.badge)  # fmt: skip

    gone(cast, by=cast.second_crew, leaver=cast.crew)

    order.refresh_from_db()
    assert order.state == "offered"
    stories.accepted(order, by=cast.third_crew)
    assert people(units) == {(cast.third_crew, cast.officer)}


def test_who_left_gives_no_sign_of_life_of_the_transport_any_more(cast, refused):
    mission = planned(cast)
    say(missions.begin_mission, cast.crew, mission)
    units = stories.on_the_road(cast)
    say(missions.check_in, cast.second_crew, mission)
    gone(cast, by=cast.second_crew)

    for act, said in ((missions.check_in, {}), (missions.stop_mission, {"reason": "fuel"}), (missions.end_mission, {})):
        with refused("mission.not_crew"):
            say(act, cast.second_crew, mission, **said)
    say(missions.check_in, cast.crew, mission)
    offer = stories.offered(cast, units, giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")
    stories.accepted(offer, by=cast.storekeeper, place="BITTERN")
    with refused("mission.not_crew"):
        say(missions.end_mission, cast.second_crew, mission)

    assert say(missions.end_mission, cast.crew, mission).state == "arrived"
    assert replay_state().findings == []


def test_who_comes_beside_the_other_again_is_of_the_crew_again(cast):
    mission = planned(cast)
    say(missions.begin_mission, cast.crew, mission)
    units = stories.on_the_road(cast)
    gone(cast, by=cast.second_crew)

    stories.accepted(comes(cast, units, who=cast.second_crew), by=cast.second_crew)

    say(missions.check_in, cast.second_crew, mission)
    assert people(units) == {(cast.crew, cast.second_crew)}


def test_told_afterwards_it_is_a_gap_of_what_they_had_then(cast):
    """There was no network on the road, and the load lies in store by now: it is a fact all the same."""
    units = stories.on_the_road(cast)
    then = database_now()
    offer = stories.offered(cast, units, giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")
    stories.accepted(offer, by=cast.storekeeper, place="BITTERN")
    late = stories.act_of(cast.crew, basis=Basis.LATE, occurred_at=then)

    told_of = crews.leave_crew(act=late, why="ill", leaver_badge=cast.second_crew.badge, remark="he fainted at noon")

    [unit] = stories.fresh(units)
    assert [each.id for each in told_of] == [unit.id]
    assert (unit.custodian, unit.discrepancy_open) == (cast.storekeeper, True)
    assert Discrepancy.objects.get(unit=unit).discrepancy_kind == "alone"
    [gap] = told([unit.stream_id], codes=["custody.gap_found/1"])
    assert gap.values["gap"] == "one of the two gone"
    assert gap.values["began_at"] < gap.values["ended_at"]
    assert replay_state().findings == []


def test_told_afterwards_by_who_had_no_part_in_it_it_is_nothing(cast, refused):
    units = stories.on_the_road(cast)
    then = database_now()
    offer = stories.offered(cast, units, giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")
    stories.accepted(offer, by=cast.storekeeper, place="BITTERN")

    with refused("second.nothing"):
        crews.leave_crew(act=stories.act_of(cast.third_crew, basis=Basis.LATE, occurred_at=then), why="ill",
                         leaver_badge=cast.second_crew.badge, remark="I heard of it")  # fmt: skip
