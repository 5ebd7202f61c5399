"""A crew that relieves another on the road takes the load over there: two, seal by seal, in the same journey (R9)."""

from __future__ import annotations

from custody.core.events import FieldClass
from custody.deadlines.models import Clock
from custody.evidence.actions import crews, moving
from custody.evidence.models import Countersignature, Discrepancy
from custody.evidence.selectors.places import relief_seen
from custody.evidence.selectors.vehicles import vehicle_seals
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.stories import act_of, fresh


def offered(cast, units, **changes):
    """Let the crew that broke down offer its load to another crew."""
    said = {"receiver": cast.third_crew, "second": cast.officer} | changes
    return stories.offered(cast, units, giver=cast.crew, **said)


def test_two_take_a_load_over_where_a_van_broke_down(cast):
    units = stories.on_the_road(cast, count=2)
    under = vehicle_seals(units)
    [before] = set(Clock.objects.filter(clock_type="TRANSIT", closed_at=None).values_list("started_at", flat=True))

    stories.accepted(offered(cast, units), by=cast.third_crew)

    units = fresh(units)
    assert {(unit.custody_state, unit.custodian, unit.co_custodian) for unit in units} == {
        ("in_transit", cast.third_crew, cast.officer)
    }
    assert vehicle_seals(units) == under
    assert set(Clock.objects.filter(clock_type="TRANSIT", closed_at=None).values_list("started_at", flat=True)) == {
        before
    }
    assert Countersignature.objects.filter(wanted=cast.officer, about="transfer.accepted/1", signed_at=None).exists()
    assert not any(unit.discrepancy_open for unit in units)

    moving.arrive(act=act_of(cast.third_crew), unit_ids=[unit.id for unit in units], place="CURLEW")
    assert set(Discrepancy.objects.values_list("found", flat=True)) == {"at another place"}, "it was sent to BITTERN"
    assert replay_state().findings == []


def test_they_read_the_seal_of_the_vehicle_that_broke_down(cast):
    units = stories.on_the_road(cast)

    stories.accepted(offered(cast, units), by=cast.third_crew, vehicle_seals=["VS 000"], again=True)

    assert list(Discrepancy.objects.values_list("discrepancy_kind", flat=True)) == ["vehicle"]


def test_one_person_or_a_storekeeper_relieves_nobody_there(cast, refused):
    units = stories.on_the_road(cast)

    with refused("transfer.on_the_road") as alone:
        offered(cast, units, second=None)
    assert alone.error.sentence() == (f"{units[0].label} is on the road: name the second of the crew that takes it "
                                      "over there, or hand it over where it arrives")  # fmt: skip
    with refused("role.missing"):
        offered(cast, units, receiver=cast.storekeeper)


def said(row, name):
    """Return what the ledger says of one field of the relief, on the hand-over or on a unit."""
    lines = told([row.stream_id], classes=frozenset(FieldClass), codes=["load.relieved/1"])
    return [line.values[name] for line in lines]


def test_where_it_changed_hands_is_sealed_and_told_to_who_took_part(cast, refused):
    units = stories.on_the_road(cast, count=2)
    offer = offered(cast, units)

    stories.accepted(offer, by=cast.third_crew, where="  E34, km 12 ")

    offer.refresh_from_db()
    assert [said(row, "where") for row in (offer, *units)] == [["E34, km 12"]] * 3
    assert "where" not in told([units[0].stream_id], codes=["load.relieved/1"])[0].values, "it is sealed"
    assert relief_seen(cast.crew, offer) == relief_seen(cast.officer, offer) == "E34, km 12"
    assert relief_seen(cast.supervisor, offer) is None
    assert replay_state().findings == []


def test_who_cannot_say_where_takes_it_all_the_same(cast):
    units = stories.on_the_road(cast)
    offer = stories.accepted(offered(cast, units), by=cast.third_crew)

    assert said(units[0], "where") == [None]
    assert relief_seen(cast.crew, offer) is None


def test_what_changes_hands_where_it_lies_says_nothing_of_a_road(cast):
    units = stories.stored(cast)
    offer = stories.offered(cast, units, giver=cast.storekeeper, receiver=cast.second_storekeeper)
    stories.accepted(offer, by=cast.second_storekeeper, where="E34")

    assert said(units[0], "where") == []
    assert relief_seen(cast.storekeeper, offer) is None


def test_who_comes_beside_one_person_says_where_too(cast):
    units = stories.on_the_road(cast)
    crews.leave_crew(act=act_of(cast.second_crew), why="ill", where="A12")
    offer = stories.offered(cast, units, giver=cast.crew, receiver=cast.third_crew, purpose="second")
    stories.accepted(offer, by=cast.third_crew, where="A12, km 31")

    assert said(units[0], "where") == ["A12, km 31"]


def test_another_van_has_a_seal_of_its_own_which_is_read_at_the_end(cast):
    units = stories.on_the_road(cast, count=2)
    before = set(vehicle_seals(units).values())

    stories.accepted(offered(cast, units), by=cast.third_crew, new_vehicle="T-9", new_vehicle_seal="vs 990011")

    assert set(vehicle_seals(fresh(units)).values()) == {"VS990011"}
    arrival = stories.offered(cast, units, giver=cast.third_crew, receiver=cast.storekeeper, purpose="arrival")
    stories.accepted(arrival, by=cast.storekeeper, place="BITTERN", vehicle_seals=["VS990011"])
    assert not Discrepancy.objects.exists(), "the seal of the van that broke down is asked of nobody any more"
    assert before != {"VS990011"}
    assert replay_state().findings == []


def test_the_seal_of_the_van_that_broke_down_is_a_difference_at_the_end(cast):
    units = stories.on_the_road(cast)
    old = list(vehicle_seals(units).values())
    stories.accepted(offered(cast, units), by=cast.third_crew, new_vehicle="T-9", new_vehicle_seal="VS990011")

    arrival = stories.offered(cast, units, giver=cast.third_crew, receiver=cast.storekeeper, purpose="arrival")
    stories.accepted(arrival, by=cast.storekeeper, place="BITTERN", vehicle_seals=old, again=True)

    assert [(each.discrepancy_kind, each.expected) for each in Discrepancy.objects.all()] == [("vehicle", "VS990011")]


def test_a_van_without_a_seal_of_ours_is_a_fact(cast):
    units = stories.on_the_road(cast)
    stories.accepted(offered(cast, units), by=cast.third_crew, new_vehicle="T-9")

    assert vehicle_seals(fresh(units)) == {}


def test_a_seal_that_was_used_or_is_on_no_van_is_asked_for_again(cast, refused):
    units = stories.on_the_road(cast)
    offer = offered(cast, units)

    with refused("seal.in_use"):
        stories.accepted(offer, by=cast.third_crew, new_vehicle="T-9", new_vehicle_seal=units[0].seal)
    with refused("text.missing"):
        stories.accepted(offer, by=cast.third_crew, new_vehicle_seal="VS990011")
