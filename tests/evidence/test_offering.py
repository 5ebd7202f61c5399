"""Offering a hand-over: what, to whom, and for which purpose."""

from __future__ import annotations

import pytest

from custody.evidence.actions.seizure import register_units
from custody.evidence.actions.weigh import record_weighing
from custody.evidence.entries import NewUnit
from custody.evidence.selectors.places import route_seen
from tests import stories


@pytest.mark.parametrize(
    ("purpose", "receiver", "second", "code"),
    [
        ("departure", "crew", None, "crew.two"),
        ("departure", "storekeeper", "crew", "role.missing"),
        ("departure", "crew", "storekeeper", "role.missing"),
        ("handover", "case_officer", None, "role.missing"),
        ("handover", "crew", "planner", "role.missing"),
        ("elsewhere", "crew", None, "choice.unknown"),
    ],
)
def test_a_receiver_must_be_fit_for_the_purpose(cast, refused, purpose, receiver, second, code):
    units = stories.swept(cast, stories.seized(cast))

    with refused(code):
        stories.offered(
            cast,
            units,
            receiver=getattr(cast, receiver),
            purpose=purpose,
            second=None if second is None else getattr(cast, second),
        )


def test_goods_arrive_with_a_storekeeper_only(cast, refused):
    units = stories.on_the_road(cast)

    with refused("role.missing"):
        stories.offered(cast, units, receiver=cast.third_officer, purpose="arrival", giver=cast.crew)


def test_a_departure_says_how_it_leaves_and_no_other_hand_over_does(cast, refused):
    [unit] = stories.swept(cast, stories.seized(cast))
    departure = {"receiver": cast.crew, "second": cast.second_crew, "purpose": "departure"}

    with refused("route.missing"):
        stories.offered(cast, [unit], **(departure | {"route": None}))
    with refused("route.unused"):
        stories.offered(cast, [unit], receiver=cast.storekeeper, route=stories.route())
    for changes, code, field in (
        ({"vehicle": ""}, "text.missing", "vehicle"),
        ({"escort": " "}, "text.missing", "escort"),
        ({"vehicle_seal": "?"}, "seal.malformed", "vehicle_seal"),
        ({"vehicle_seal": unit.seal}, "seal.in_use", "vehicle_seal"),
        ({"destination": "NOWHERE"}, "place.unknown", "destination"),
    ):
        with refused(code) as refusal:
            stories.offered(cast, [unit], **departure, route=stories.route(**changes))
        assert refusal.error.field == field


def test_the_route_is_shown_to_those_who_take_part_and_lies_sealed(cast):
    units = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")
    plain = stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)

    for officer in (cast.officer, cast.crew, cast.second_crew):
        seen = route_seen(officer, offer)
        assert (seen.vehicle, seen.escort, seen.destination) == ("T-4", "E-2", "BITTERN")
    assert route_seen(cast.supervisor, offer) is None
    assert route_seen(cast.officer, plain) is None
    assert b"T-4" not in bytes(offer.vehicle_sealed)


def test_goods_leave_only_swept_and_the_reason_says_so(cast, refused):
    [unit] = stories.seized(cast)

    with refused("sweep.missing") as refusal:
        stories.offered(cast, [unit], receiver=cast.crew, second=cast.second_crew, purpose="departure")

    assert refusal.error.sentence() == f"{unit.label} cannot leave yet: sweep missing"


def test_units_on_the_road_are_handed_over_where_they_arrive_or_to_two(cast, refused):
    units = stories.on_the_road(cast)

    with refused("transfer.on_the_road"):
        stories.offered(cast, units, receiver=cast.third_crew, giver=cast.crew)
    with refused("lifecycle.custody"):
        stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper, purpose="arrival")


def test_a_unit_is_offered_to_one_person_at_a_time(cast, refused):
    [unit] = stories.seized(cast)
    stories.offered(cast, [unit], receiver=cast.storekeeper)

    with refused("transfer.open"):
        stories.offered(cast, [unit], receiver=cast.second_storekeeper)


def test_a_frozen_unit_is_not_handed_over_but_may_come_to_rest(cast, refused):
    units = stories.on_the_road(cast)
    record_weighing(act=stories.act_of(cast.crew), unit_id=units[0].id, reading=stories.reading(20_000_000))
    stories.accepted(
        stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew),
        by=cast.storekeeper,
        place="BITTERN",
    )

    with refused("unit.frozen"):
        stories.offered(cast, units, receiver=cast.second_storekeeper, giver=cast.storekeeper)


def test_nothing_and_what_lies_inside_cannot_be_offered(cast, refused):
    with refused("units.none"):
        stories.offered(cast, [], receiver=cast.storekeeper)
    found = stories.opened_seizure(cast)
    [bag] = register_units(act=stories.act_of(cast.officer), seizure_id=found.id, units=[stories.new_bag()])
    [brick] = register_units(
        act=stories.act_of(cast.officer), seizure_id=found.id, units=[NewUnit(kind="brick", parent_label=bag.label)]
    )
    with refused("unit.inside"):
        stories.offered(cast, [brick], receiver=cast.storekeeper)
