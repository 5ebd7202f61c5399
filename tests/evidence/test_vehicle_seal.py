"""The seal of the vehicle is read by who takes the load over: another one freezes all that rode in it."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.core.events import FieldClass
from custody.evidence.actions import endangering, moving, weigh
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.vehicles import vehicle_seals
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories


def leaving(cast, *, count=2):
    units = stories.swept(cast, stories.seized(cast, count=count))
    return stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure"), units


def arriving(cast, units):
    return stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)


def frozen(units):
    return [unit.discrepancy_open for unit in stories.fresh(units)]


def read(transfer):
    lines = told([transfer.stream_id], classes=frozenset(FieldClass))
    return [line.values for line in lines if line.type.code == "vehicle.seal_read/1"]


def test_the_crew_reads_it_and_what_it_reads_is_recorded(cast, refused):
    offer, units = leaving(cast)
    for seen in (None, []):
        with refused("vehicle_seal.not_read"):
            stories.accepted(offer, by=cast.crew, vehicle_seals=seen)

    stories.accepted(offer, by=cast.crew)

    [said] = read(offer)
    assert (said["occasion"], said["differs"], said["seal_seen"]) == ("departure", False, offer.vehicle_seal)
    assert frozen(units) == [False, False]
    assert replay_state().findings == []


def test_the_receiver_reads_it_again_and_another_one_freezes_the_load_once_it_was_read_twice(cast, refused):
    units = stories.on_the_road(cast, count=2)
    offer = arriving(cast, units)
    with refused("vehicle_seal.read_again") as refusal:
        stories.accepted(offer, by=cast.storekeeper, place="BITTERN", vehicle_seals=["VS 000"])
    assert refusal.error.field == "vehicle_seal"

    stories.accepted(offer, by=cast.storekeeper, place="BITTERN", vehicle_seals=["VS 000"], again=True)

    assert [unit.custody_state for unit in stories.fresh(units)] == ["stored", "stored"]
    assert frozen(units) == [True, True]
    found = Discrepancy.objects.filter(unit=units[0]).get()
    assert (found.discrepancy_kind, found.found) == ("vehicle", "VS000")
    assert read(offer)[0]["differs"]
    assert Alert.objects.get(rule="AL6").level == 1
    assert replay_state().findings == []


def test_one_explanation_is_enough_for_all_that_rode_in_it(cast):
    units = stories.on_the_road(cast, count=2)
    stories.accepted(arriving(cast, units), by=cast.storekeeper, place="BITTERN", vehicle_seals=[None])

    weigh.resolve_discrepancy(act=stories.act_of(cast.supervisor), resolution="cut by the fire brigade",
                              discrepancy_id=Discrepancy.objects.filter(unit=units[1]).get().id)

    assert frozen(units) == [False, False]
    assert Alert.objects.get(rule="AL6").state == "resolved"
    assert replay_state().findings == []


def test_a_load_whose_vehicle_bears_another_seal_at_the_start_stays_with_its_crew(cast):
    offer, units = leaving(cast)

    stories.accepted(offer, by=cast.crew, vehicle_seals=["VS 000"], again=True)

    assert [unit.custody_state for unit in stories.fresh(units)] == ["seized", "seized"]
    assert [unit.custodian for unit in stories.fresh(units)] == [cast.crew, cast.crew]
    assert frozen(units) == [True, True]


def test_of_two_vehicles_only_what_rode_under_another_seal_is_frozen(cast):
    first, second = stories.on_the_road(cast), stories.on_the_road(cast)
    known = vehicle_seals([*first, *second])
    offer = arriving(cast, [*first, *second])

    stories.accepted(offer, by=cast.storekeeper, place="BITTERN", vehicle_seals=[known[first[0].id], None])

    assert (frozen(first), frozen(second)) == ([False], [True])


def test_a_right_reading_takes_no_wrong_one_back_and_none_is_cut_short(cast, refused):
    units = stories.on_the_road(cast, count=2)
    offer = arriving(cast, units)
    right, strange = vehicle_seals(units)[units[0].id], [f"VS99900{number}" + "X" * 14 for number in range(1, 5)]
    said = {"by": cast.storekeeper, "place": "BITTERN", "again": True}
    with refused("text.too_long"):
        stories.accepted(offer, **said, vehicle_seals=["V" * 33])

    offer = stories.accepted(offer, **said, vehicle_seals=[strange[0], right, *strange[1:], right])

    assert frozen(units) == [True, True]
    found = Discrepancy.objects.filter(unit=units[0]).get()
    assert (found.expected, found.found) == (right, f"{strange[0]}, {strange[1]} +2")
    assert sorted((line["differs"], line["seal_seen"]) for line in read(offer)) == [
        (False, right), (False, right), *((True, each) for each in strange)]  # fmt: skip
    assert offer.vehicle_seal_seen in strange
    assert replay_state().findings == []


def test_a_crew_that_arrives_by_itself_may_read_it_too(cast, refused):
    units = stories.on_the_road(cast, units=stories.stored(cast), giver=cast.storekeeper, destination="CURLEW")
    said = {"unit_ids": [units[0].id], "place": "CURLEW", "vehicle_seals": ["VS 000"]}
    with refused("vehicle_seal.read_again"):
        moving.arrive(act=stories.act_of(cast.crew), **said)

    moving.arrive(act=stories.act_of(cast.crew), **said)

    assert frozen(units) == [True]
    assert replay_state().findings == []


def test_what_left_in_an_emergency_or_changes_hands_on_the_spot_has_none_to_read(cast):
    [unit] = stories.stored(cast)
    stories.accepted(stories.offered(cast, [unit], receiver=cast.second_storekeeper, giver=cast.storekeeper),
                     by=cast.second_storekeeper, vehicle_seals=None)
    endangering.move_in_emergency(act=stories.act_of(cast.duty_officer), unit_ids=[unit.id], destination="DUNLIN",
                                  reason="a drone")

    assert vehicle_seals(stories.fresh([unit])) == {}
