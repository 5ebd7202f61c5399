"""What takes how much of the limit of a place, where it is no brick: tablets, plants, money, papers."""

from __future__ import annotations

import pytest

from custody.core.mass import MG_PER_KG
from custody.evidence.actions import beside, moving, seizure
from custody.evidence.entries import NewExhibit, NewUnit
from custody.evidence.selectors.room import UNWEIGHED_BRICK_MG, mass_of, placed_eur, placed_mg, placed_mg_each
from custody.organisation.models import Place
from tests import stories
from tests.web.desk import browser_of


def taken_over(cast, unit):
    stories.swept(cast, [unit])
    stories.accepted(stories.offered(cast, [unit], receiver=cast.storekeeper), by=cast.storekeeper)
    return unit


@pytest.mark.parametrize(("substance", "form", "kind", "count"), [
    ("mdma", "tablet", "box", 5_000), ("cannabis_herb", "plant", "plants", 2_400),
])  # fmt: skip
def test_what_is_counted_by_the_piece_takes_the_room_of_a_brick_until_it_is_weighed(cast, substance, form, kind, count):
    found = stories.opened_seizure(cast, exhibits=[NewExhibit(substance=substance, form=form)])
    asked = [NewUnit(kind=kind, package_count=count, seal=stories.new_seal())]
    [unit] = seizure.register_units(act=stories.act_of(cast.officer), seizure_id=found.id, units=asked)
    taken_over(cast, unit)
    [place] = Place.objects.filter(code_word="BITTERN")

    moving.store_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id], place="BITTERN")

    assert placed_mg(place) == mass_of(stories.fresh([unit])) == UNWEIGHED_BRICK_MG
    assert placed_mg_each([place]) == {place.id: UNWEIGHED_BRICK_MG}


def test_a_brick_by_brick_count_of_a_great_load_is_reckoned_in_full(cast):
    found = stories.opened_seizure(cast)
    asked = [NewUnit(kind="pallet", package_count=4_000, seal=stories.new_seal())]
    [unit] = seizure.register_units(act=stories.act_of(cast.officer), seizure_id=found.id, units=asked, place="SISKIN")

    assert placed_mg(Place.objects.get(code_word="SISKIN")) == 4_000 * UNWEIGHED_BRICK_MG == mass_of([unit])


def test_money_and_papers_are_no_bricks_and_not_worth_what_drugs_of_their_weight_are(cast):
    found = stories.opened_seizure(cast)
    for kind, pieces in (("cash", 1_300), ("documents", 900)):
        beside.register_beside(
            act=stories.act_of(cast.officer), seizure_id=found.id, exhibit_kind=kind, description="As found",
            package_count=pieces, place="DUNLIN",
        )  # fmt: skip
    [place] = Place.objects.filter(code_word="DUNLIN")

    assert (placed_mg(place), placed_eur(place)) == (0, 0)
    [bag] = stories.seized(cast, of=found)
    taken_over(cast, bag)
    moving.store_units(act=stories.act_of(cast.storekeeper), unit_ids=[bag.id], place="DUNLIN")
    assert placed_mg(place) == 25 * MG_PER_KG


@pytest.mark.parametrize("kind", ["liquid", "plants", "brick", "bag", "drum", "box", "pallet"])
def test_the_page_of_a_seizure_names_every_kind_of_goods(cast, kind):
    found = stories.opened_seizure(cast)
    asked = [NewUnit(kind=kind, seal=stories.new_seal())]
    seizure.register_units(act=stories.act_of(cast.officer), seizure_id=found.id, units=asked)

    assert browser_of(cast.officer).get(f"/seizures/{found.id}/").status_code == 200
