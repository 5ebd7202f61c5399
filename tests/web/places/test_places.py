"""Places: code words and bands, never a number and never a name."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.web.places.views import _fill
from tests import stories
from tests.evidence.test_storage_cap import store
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of
from tests.web.shared.pages import words

LIST = reverse("places:list")


def row_of(tree, code_word):
    return [
        words(cell)
        for row in tree.iter("tr")
        if row.find("th") is not None
        for cell in row
        if words(row.find("th")) == code_word
    ]


def test_a_place_shows_the_band_of_what_lies_there_against_its_limit(cast):
    stories.stored(cast, count=2, place="BITTERN")

    tree = page_of(cast.storekeeper, LIST)

    limits = ["10–100 kg", "> 1.5 t", "Within its limit"]
    assert row_of(tree, "BITTERN") == ["BITTERN", "Store", *limits, "What stands where"]
    assert row_of(tree, "DUNLIN")[2] == "0"
    assert row_of(tree, "HERON")[3:] == ["–", "No limit set", "–"]


def test_neither_the_exact_mass_nor_the_name_of_a_place_is_in_the_page(cast):
    stories.stored(cast, count=2, place="BITTERN")

    content = browser_of(cast.supervisor).get(LIST).content.decode()

    assert "50 kg" not in content
    assert "quay 1742" not in content


def test_a_large_load_is_spread_over_stores_by_a_proposal(cast):
    page = reverse("places:spread")
    assert page not in browser_of(cast.storekeeper).get(LIST).content.decode()
    assert page in browser_of(cast.supervisor).get(LIST).content.decode()

    told = send(cast.supervisor, page, {"mass": "9000", "places": "2"}).content.decode()

    for said in ("BITTERN", "DUNLIN", "7800 kg", "1200 kg", "2 convoys"):
        assert said in told
    most = send(cast.supervisor, page, {"mass": "90000", "places": "2"}).content.decode()
    assert "fits nowhere" in most
    page_of(cast.storekeeper, page, status=403)


@pytest.mark.parametrize(
    ("mg", "cap_mg", "said"),
    [
        (0, None, "No limit set"),
        (79, 100, "Within its limit"),
        (80, 100, "Nearly full"),
        (100, 100, "Nearly full"),
        (101, 100, "Over its limit"),
    ],
)
def test_a_load_is_held_against_its_limit(mg, cap_mg, said):
    assert str(_fill(mg, cap_mg)[0]) == said


@pytest.mark.parametrize("role", ["officer", "crew", "planner", "nobody"])
def test_places_are_for_who_keeps_them_and_who_answers_for_them(cast, role):
    page_of(getattr(cast, role), LIST, status=403)


def test_the_places_are_summed_at_once(cast):
    few = queries_of(cast.supervisor, LIST)
    stories.stored(cast, count=3)

    assert queries_of(cast.supervisor, LIST) == few <= MOST_QUERIES


def test_goods_that_lie_in_a_full_place_already_are_recorded_on_a_page_and_the_list_says_what_is_owed(cast):
    store(cast, cap_kg=20)
    [unit] = stories.stored(cast)
    answers = {"units": [str(unit.id)], "place": "REDSHANK", "over_limit_reason": ""}

    full = send(cast.storekeeper, "/store/move/", answers)
    assert "more than its limit" in str(errors_in(full))
    assert send(cast.storekeeper, "/store/move/", answers | {"over_limit_reason": "inside already"}).status_code == 302

    text = text_of(cast.supervisor, LIST)
    assert "Places that hold more than they may" in text
    assert "inside already" in text
