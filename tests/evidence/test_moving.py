"""Leaving, arriving, and being put somewhere."""

from __future__ import annotations

from uuid import uuid4

from custody.core.errors import NotFound
from custody.evidence.actions import moving
from custody.evidence.actions.weigh import record_weighing
from custody.evidence.models import Placement
from custody.evidence.selectors.places import place_now
from custody.evidence.selectors.room import placed_mg
from custody.organisation.actions.register import register_place
from tests import stories


def ids(units):
    return [unit.id for unit in units]


def move(action, officer, units, place, **changes):
    return action(act=stories.act_of(officer), unit_ids=ids(units), place=place, **changes)


def small_store(cast, *, cap_mg):
    return register_place(
        act=stories.act_of(cast.administrator), code_word="REDSHANK", kind="store", jurisdiction="BE", cap_mg=cap_mg
    )


def test_the_crew_arrives_at_the_furnace_and_keeps_the_load(cast):
    units = stories.at_furnace(cast, count=2)

    assert {(unit.custody_state, unit.custodian, unit.co_custodian) for unit in units} == {
        ("at_furnace", cast.crew, cast.second_crew)
    }
    assert place_now(units[0]).code_word == "CURLEW"


def test_goods_come_to_a_store_with_a_storekeeper_only(cast, refused):
    units = stories.on_the_road(cast)

    with refused("role.missing"):
        move(moving.arrive, cast.crew, units, "BITTERN")
    with refused("place.wrong_kind"):
        move(moving.arrive, cast.crew, units, "HERON")
    with refused("role.missing"):
        move(moving.store_units, cast.crew, units, "BITTERN")


def test_a_conveyance_goes_from_quay_to_strip_hall_with_the_two_who_stopped_it(cast, refused):
    unit = stories.contained(cast)
    moving.depart(act=stories.act_of(cast.officer), unit_ids=[unit.id], route=stories.route("LAPWING"))

    with refused("place.wrong_kind"):
        move(moving.arrive, cast.officer, [unit], "CURLEW")
    [unit] = move(moving.arrive, cast.second_officer, [unit], "LAPWING")

    assert (unit.custody_state, place_now(unit).code_word) == ("contained", "LAPWING")
    assert Placement.objects.filter(unit=unit).count() == 2


def test_a_load_leaves_with_two_swept_and_not_frozen(cast, refused):
    alone, unswept = stories.swept(cast, stories.seized(cast)), stories.seized(cast, crew=True)
    frozen = stories.swept(cast, stories.seized(cast, crew=True))
    record_weighing(act=stories.act_of(cast.officer), unit_id=frozen[0].id, reading=stories.reading(1_000))

    for units, code in ((alone, "crew.two"), (unswept, "sweep.missing"), (frozen, "unit.frozen")):
        with refused(code):
            moving.depart(act=stories.act_of(cast.officer), unit_ids=ids(units), route=stories.route())


def test_a_frozen_unit_on_the_road_may_arrive(cast):
    units = stories.on_the_road(cast)
    record_weighing(act=stories.act_of(cast.crew), unit_id=units[0].id, reading=stories.reading(1_000))

    [unit] = move(moving.arrive, cast.crew, units, "CURLEW")

    assert (unit.custody_state, unit.discrepancy_open) == ("at_furnace", True)


def test_the_place_holds_what_was_stored_and_no_more_than_its_limit(cast, refused):
    place = small_store(cast, cap_mg=74_999_999)
    stories.stored(cast, count=2, place="REDSHANK")
    assert placed_mg(place) == 50_000_000

    with refused("place.over_cap") as refusal:
        stories.stored(cast, place="REDSHANK")

    assert refusal.error.sentence() == (
        "This place would hold more than its limit. Choose another place, or ask for a waiver"
    )


def test_what_lies_in_a_place_already_is_not_counted_twice(cast):
    place = small_store(cast, cap_mg=50_000_000)
    units = stories.stored(cast, count=2, place="REDSHANK")

    move(moving.move_units, cast.storekeeper, units, "REDSHANK")

    assert placed_mg(place) == 50_000_000


def test_a_move_within_the_site_keeps_the_state(cast, refused):
    units = stories.stored(cast)

    with refused("place.wrong_kind"):
        move(moving.move_units, cast.storekeeper, units, "CURLEW")
    [unit] = move(moving.move_units, cast.storekeeper, units, "DUNLIN")

    assert (unit.custody_state, place_now(unit).code_word) == ("stored", "DUNLIN")


def test_each_state_has_its_kinds_of_place(cast, refused):
    container, seized = stories.contained(cast), stories.seized(cast)
    burning, moving_load = stories.at_furnace(cast), stories.on_the_road(cast)

    move(moving.move_units, cast.officer, [container], "PLOVER")
    move(moving.move_units, cast.officer, seized, "LAPWING")
    with refused("place.wrong_kind"):
        move(moving.move_units, cast.officer, [container], "SISKIN")
    with refused("place.wrong_kind"):
        move(moving.move_units, cast.crew, burning, "BITTERN")
    move(moving.move_units, cast.crew, burning, "CURLEW")
    with refused("unit.on_the_road"):
        move(moving.move_units, cast.crew, moving_load, "BITTERN")


def test_what_is_offered_stays_where_it_is(cast, refused):
    units = stories.stored(cast)
    stories.offered(cast, units, receiver=cast.second_storekeeper, giver=cast.storekeeper)
    road = stories.on_the_road(cast)
    stories.offered(cast, road, receiver=cast.storekeeper, giver=cast.crew, purpose="arrival")
    pair = stories.swept(cast, stories.seized(cast, crew=True))
    stories.offered(cast, pair, receiver=cast.storekeeper)

    for action, officer, group in (
        (moving.move_units, cast.storekeeper, units),
        (moving.store_units, cast.storekeeper, units),
        (moving.arrive, cast.crew, road),
    ):
        with refused("transfer.open"):
            move(action, officer, group, "BITTERN")
    with refused("transfer.open"):
        moving.depart(act=stories.act_of(cast.officer), unit_ids=ids(pair), route=stories.route())


def test_a_store_takes_goods_and_only_a_store(cast, refused):
    units = stories.swept(cast, stories.seized(cast))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    container = stories.contained(cast)
    stories.accepted(stories.offered(cast, [container], receiver=cast.storekeeper), by=cast.storekeeper, seals={})

    with refused("place.wrong_kind"):
        move(moving.store_units, cast.storekeeper, units, "HERON")
    with refused("unit.not_goods"):
        move(moving.store_units, cast.storekeeper, [container], "BITTERN")


def test_a_stale_form_and_an_unknown_unit_move_nothing(cast, refused):
    [unit] = stories.stored(cast)

    with refused("record.stale"):
        move(moving.move_units, cast.storekeeper, [unit], "DUNLIN", expected_seqs={unit.id: 1})
    with refused(NotFound().code):
        moving.move_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id, uuid4()], place="DUNLIN")
    moving.move_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id, unit.id], place="DUNLIN")

    assert Placement.objects.filter(unit=unit).count() == 3
