"""What somebody carries to another site without a journey lies there: recorded, frozen, and asked of others (R9)."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.deadlines.models import Clock
from custody.destruction.selectors import fastlane
from custody.evidence.actions import moving, signatures
from custody.evidence.models import Countersignature, Discrepancy
from custody.evidence.selectors.places import place_now
from custody.ledger.replay import replay_state
from custody.organisation.models import Place
from tests import stories
from tests.evidence import exceptional
from tests.stories import act_of, fresh


@pytest.fixture(autouse=True)
def stores_in_another_town(cast):
    """The stores stand on a site of their own, miles from the quay."""
    for place in Place.objects.filter(code_word__in=["BITTERN", "DUNLIN"]):
        stories.capped(cast, place, site="ALDER")


def moved(officer, units, place):
    return moving.move_units(act=act_of(officer), unit_ids=[unit.id for unit in units], place=place)


def found(units):
    rows = Discrepancy.objects.filter(unit__in=units)
    return sorted(rows.values_list("discrepancy_kind", "found"))


NO_JOURNEY = ("alone", "at another site without a journey")


def test_an_officer_who_takes_unswept_bags_to_a_store_in_another_town_is_asked(cast):
    units = stories.seized(cast, count=2)
    before = Alert.objects.count()

    moved(cast.officer, units, "DUNLIN")

    units = fresh(units)
    assert {place_now(unit).code_word for unit in units} == {"DUNLIN"}
    assert found(units) == sorted([NO_JOURNEY, ("unswept", "not swept")] * 2)
    assert all(unit.discrepancy_open and unit.signature_owed for unit in units)
    assert Alert.objects.filter(rule="AL6", level=1).count() == 1
    assert Alert.objects.count() > before
    running = Clock.objects.filter(closed_at=None, subject_id__in=[unit.id for unit in units])
    assert running.filter(clock_type="MAX_STORAGE").count() == 2
    assert replay_state().findings == []


def test_a_storekeeper_who_takes_them_over_on_the_quay_and_stores_them_there_is_asked_too(cast, refused):
    units = stories.swept(cast, stories.seized(cast))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)

    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[units[0].id], place="BITTERN")

    assert found(units) == [NO_JOURNEY]
    owed = [row.id for row in Countersignature.objects.filter(about="unit.stored/1", matter="witness", wanted=None)]
    with refused("role.missing"):
        signatures.sign(act=act_of(cast.storekeeper), signature_ids=owed)
    signatures.sign(act=act_of(cast.supervisor), signature_ids=owed)
    assert not fresh(units)[0].signature_owed


def test_so_is_who_moves_a_container(cast):
    container = stories.contained(cast)

    moved(cast.officer, [container], "BITTERN")

    assert found([container]) == [NO_JOURNEY]


def test_it_never_goes_the_fast_lane_whatever_explains_it(cast):
    straight, carried = stories.swept(cast, stories.seized(cast, count=2))
    moved(cast.officer, [carried], "DUNLIN")
    exceptional.explained(cast, carried)
    signatures.sign(act=act_of(cast.supervisor),
                    signature_ids=[row.id for row in Countersignature.objects.filter(unit=carried, matter="witness")])

    units = stories.on_the_road(cast, units=fresh([straight, carried]))

    seals = fastlane.vehicle_seals_of(units)
    assert seals[straight.id] is not None
    assert seals[carried.id] is None


def test_what_changes_its_shelf_or_comes_on_a_journey_was_carried_nowhere(cast):
    [shelf] = stories.swept(cast, stories.seized(cast))
    moved(cast.officer, [shelf], "LAPWING")
    driven = stories.on_the_road(cast, units=[shelf])
    offer = stories.offered(cast, driven, giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")
    stories.accepted(offer, by=cast.storekeeper, place="BITTERN")
    moved(cast.storekeeper, [shelf], "DUNLIN")

    assert found([shelf]) == []
