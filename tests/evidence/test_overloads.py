"""What lies in a place beyond its limits is a fact: a waiver is owed until it is granted, or room is made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.core.waivable import OVER_CAP, OVER_VALUE
from custody.deadlines.models import Clock
from custody.evidence.actions import moving, weigh
from custody.evidence.actions.seizure import register_units
from custody.evidence.models import Overload
from custody.evidence.selectors.overloads import visible_overloads
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import waiver
from custody.organisation.selectors import place_by_code_word
from tests import stories
from tests.alerts.conftest import let_pass
from tests.evidence.test_storage_cap import KG, put, store, waive
from tests.stories import act_of

WHY = "The other store is shut, and it stands inside already"


def there(cast, unit, **changes):
    """Record that a unit lies in the place already."""
    return moving.move_units(
        **({"act": act_of(cast.storekeeper), "unit_ids": [unit.id], "place": "REDSHANK", "over_limit_reason": WHY}
           | changes)
    )  # fmt: skip


def owed(place):
    return Clock.objects.filter(subject_id=place.id, clock_type="OVER_LIMIT", closed_at__isnull=True).first()


def test_what_lies_there_already_is_recorded_with_who_and_why_and_a_waiver_is_owed(cast, refused):
    place = store(cast, cap_kg=40)
    first, second = stories.stored(cast, count=2)
    put(cast, first)
    with refused(OVER_CAP):
        put(cast, second)

    there(cast, second)

    row = Overload.objects.get()
    assert (row.place, row.over_mg, row.over_eur, row.reason, row.found_by, row.cause) == (
        place, 10 * KG, 0, WHY, cast.storekeeper, "unit.placed/1")  # fmt: skip
    assert owed(place) is not None
    assert Alert.objects.get(dedupe_key=f"load:{place.id}").rule == "AL7"
    assert not replay_state().findings


def test_a_waiver_ends_it_and_the_duty_begins_anew_when_its_time_is_over(cast):
    place = store(cast, cap_kg=40)
    for unit in stories.stored(cast, count=2):
        there(cast, unit)
    waive(cast, place, amount=9 * KG)
    assert owed(place) is not None

    enough = waive(cast, place, amount=10 * KG)
    row = Overload.objects.get()
    assert (row.outcome, owed(place)) == ("waived", None)
    waiver.end_waiver(act=act_of(cast.director), waiver_id=enough.id)

    again = Overload.objects.get(ended_at__isnull=True)
    assert (again.cause, again.over_mg, again.found_by) == ("waiver.ended/1", 1 * KG, cast.director)
    assert owed(place) is not None
    assert not replay_state().findings


def test_making_room_ends_it_for_every_act_that_overfilled_the_place(cast):
    place = store(cast, cap_kg=40)
    units = stories.stored(cast, count=3)
    for unit in units:
        there(cast, unit)
    assert [each.over_mg for each in Overload.objects.order_by("found_at")] == [10 * KG, 35 * KG]

    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[units[0].id], place="BITTERN")
    assert owed(place) is not None
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[units[1].id], place="BITTERN")

    assert {each.outcome for each in Overload.objects.all()} == {"moved"}
    assert owed(place) is None
    codes = [line.type.code for line in told([place.stream_id], limit=20)]
    assert codes.count("place.fits_again/1") == 2
    assert not replay_state().findings


def test_nobody_answers_and_the_alert_names_the_waiver(cast):
    place = store(cast, cap_kg=20)
    [unit] = stories.stored(cast)
    there(cast, unit)

    let_pass(place, "OVER_LIMIT", past_due=timedelta(minutes=1))
    fire(engine="test")

    assert Alert.objects.filter(rule="AL7", subject_id=place.id, stage="due").exists()


def test_an_arrival_and_a_hand_over_at_the_door_record_the_fact_too(cast, refused):
    place = store(cast, cap_kg=20)
    units = stories.on_the_road(cast, destination="REDSHANK")
    offer = stories.offered(cast, units, receiver=cast.storekeeper, giver=cast.crew, purpose="arrival")
    with refused(OVER_CAP):
        stories.accepted(offer, by=cast.storekeeper, place="REDSHANK")
    with refused("text.too_long"):
        stories.accepted(offer, by=cast.storekeeper, place="REDSHANK", over_limit_reason="x" * 301)
    stories.accepted(offer, by=cast.storekeeper, place="REDSHANK", over_limit_reason=WHY)
    assert [each.cause for each in Overload.objects.filter(place=place)] == ["unit.stored/1"]

    [second] = stories.stored(cast)
    there(cast, second)
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[second.id], place="BITTERN")
    moving.store_units(
        act=act_of(cast.storekeeper), place="REDSHANK", over_limit_reason=WHY,
        unit_ids=[unit.id for unit in handed(cast)],
    )  # fmt: skip
    assert Overload.objects.filter(place=place).count() == 3


def handed(cast):
    """Return goods that the storekeeper has and has not put in store."""
    units = stories.swept(cast, stories.seized(cast))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    return units


def test_a_reason_where_there_is_room_is_nothing_to_write_down(cast):
    store(cast, cap_kg=100)
    [unit] = stories.stored(cast)

    there(cast, unit)

    assert not Overload.objects.exists()


def test_what_is_found_in_a_full_place_is_owed_for_by_mass_and_by_value(cast):
    place = store(cast, cap_kg=20, cap_eur=500_000)
    seized = stories.opened_seizure(cast)

    register_units(act=act_of(cast.officer), seizure_id=seized.id, units=[stories.new_bag()], place="REDSHANK")

    row = Overload.objects.get()
    assert (row.over_mg, row.over_eur, row.reason, row.cause) == (5 * KG, 125_000, None, "unit.registered/1")
    waive(cast, place, amount=5 * KG)
    assert owed(place) is not None
    waive(cast, place, rule=OVER_VALUE, amount=125_000)
    assert Overload.objects.get().outcome == "waived"


def test_value_alone_rings_too(cast):
    place = store(cast, cap_eur=600_000)
    seized = stories.opened_seizure(cast)

    register_units(act=act_of(cast.officer), seizure_id=seized.id, units=[stories.new_bag()], place="REDSHANK")

    assert Alert.objects.get(dedupe_key=f"load:{place.id}").stage == "100%"
    assert Overload.objects.get().over_mg == 0


def test_the_first_weight_of_what_lay_there_unweighed_may_bring_it_over(cast):
    place = store(cast, cap_kg=20)
    seized = stories.opened_seizure(cast)
    [bag] = register_units(
        act=act_of(cast.officer), seizure_id=seized.id, units=[stories.new_bag(reading=None, package_count=10)],
        place="REDSHANK",
    )  # fmt: skip
    assert not Overload.objects.exists()

    weigh.record_weighing(act=act_of(cast.officer), unit_id=bag.id, reading=stories.reading(22 * KG))

    assert (Overload.objects.get().cause, Overload.objects.get().over_mg) == ("unit.booked/1", 2 * KG)
    assert owed(place) is not None


def test_who_may_know_of_it(cast):
    store(cast, cap_kg=20)
    there(cast, stories.stored(cast)[0])

    for who, count in (("storekeeper", 1), ("supervisor", 1), ("auditor", 1), ("officer", 0), ("nobody", 0)):
        assert visible_overloads(getattr(cast, who)).count() == count, who


def test_the_database_knows_that_an_end_has_an_outcome(cast):
    store(cast, cap_kg=20)
    there(cast, stories.stored(cast)[0])

    for change in ({"outcome": "moved"}, {"over_mg": 0}, {"over_mg": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Overload.objects.update(**change)
    assert place_by_code_word(code_word="REDSHANK").cap_mg == 20 * KG
