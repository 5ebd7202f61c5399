"""A flight and a keeper who is not there have the store counted; how many units it was costs nothing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.core.errors import InvalidInput
from custody.evidence.actions.command import command_transfer
from custody.evidence.actions.endangering import move_in_emergency
from custody.evidence.models import Discrepancy, Inventory, Weighing
from custody.evidence.selectors.counting import places_with
from tests import stories
from tests.evidence.exceptional import missing
from tests.evidence.test_inventory import clock_of, found, opened, signed
from tests.stories import act_of


def test_what_arrives_from_a_flight_is_counted_within_a_day(cast):
    units = stories.stored(cast, count=2)
    move_in_emergency(
        act=act_of(cast.duty_officer), unit_ids=[unit.id for unit in units], destination="DUNLIN", reason="fire"
    )

    inventory = Inventory.objects.get()

    assert (inventory.place.code_word, inventory.percent, inventory.cause) == ("DUNLIN", 100, "emergency.departed/1")
    assert clock_of(inventory).clock_type == "COUNT_AFTER_MOVE"


def test_all_that_an_absent_keeper_answers_for_is_counted_where_it_lies(cast):
    stories.stored(cast, count=3)
    stories.stored(cast, place="DUNLIN")
    command_transfer(
        act=act_of(cast.supervisor), absent_badge=cast.storekeeper.badge, receiver_badge=cast.second_storekeeper.badge,
        second_badge=cast.officer.badge, reason="in hospital",
    )  # fmt: skip

    rows = Inventory.objects.filter(cause="transfer.commanded/1").values_list("place__code_word", "percent")
    assert sorted(rows) == [("BITTERN", 100), ("DUNLIN", 100)]


def test_a_weight_that_differs_and_a_unit_that_is_missing_already(cast):
    light, right, gone = stories.stored(cast, count=3)
    for _ in range(2):
        inventory = opened(cast)
        if Discrepancy.objects.exists():
            found(cast, inventory, light)
        else:
            assert found(cast, inventory, light, gross_mg=24_000_000, scale="S-FLOOR").outcome == "differs"
        assert found(cast, inventory, right, gross_mg=25_000_000, scale="S-FLOOR").outcome == "agrees"
        assert signed(cast, inventory).missing == 1
    weighing = Weighing.objects.get(unit=light, occasion="check")
    assert (weighing.weighed_by, weighing.witness) == (cast.checker, cast.second_checker)
    assert sorted(Discrepancy.objects.values_list("unit_id", "discrepancy_kind")) == sorted(
        [(light.id, "weight"), (gone.id, "missing")]
    )
    with pytest.raises(InvalidInput, match="Choose the scale"):
        found(cast, opened(cast), right, gross_mg=25_000_000)


def test_where_many_units_lie_is_one_question(cast):
    units = stories.stored(cast, count=20)
    with CaptureQueriesContext(connection) as asked:
        assert len(places_with(unit.id for unit in units)) == 1
    assert len(asked) == 1


def test_what_is_missing_on_the_road_is_counted_among_what_its_last_keeper_holds(cast):
    [_, unit] = stories.stored(cast, count=2)
    stories.stored(cast, place="DUNLIN")
    stories.on_the_road(cast, units=[unit], giver=cast.storekeeper, destination="CURLEW")

    missing(cast, unit)

    rows = Inventory.objects.filter(cause="unit.missing/1").values_list("place__code_word", "percent", "cause_id")
    assert sorted(rows) == [("BITTERN", 100, unit.id), ("DUNLIN", 100, unit.id)]


def test_where_the_crew_that_lost_it_keeps_something_that_is_counted(cast):
    [kept, unit] = stories.stored(cast, count=2)
    stories.accepted(stories.offered(cast, [kept], receiver=cast.crew, giver=cast.storekeeper), by=cast.crew)
    stories.stored(cast, place="DUNLIN")
    stories.on_the_road(cast, units=[unit], giver=cast.storekeeper, destination="CURLEW")

    missing(cast, unit)

    assert list(Inventory.objects.values_list("place__code_word", flat=True)) == ["BITTERN"]


def test_what_was_never_handed_over_and_lies_nowhere_asks_for_no_count(cast):
    [unit] = stories.seized(cast)

    missing(cast, unit)

    assert not Inventory.objects.exists()
