"""Putting goods away: one tap for all that was taken over at once, the stores at hand, and what lies where then."""

from __future__ import annotations

import pytest

from custody.evidence.actions import moving
from custody.organisation.models import Place
from tests import stories
from tests.web.shared.pages import read

PATH, MOVE = "/store/put/", "/store/move/"


@pytest.fixture
def loads(cast):
    """Return two units and one that the storekeeper took over, each load in one act."""
    taken = []
    for count in (2, 1):
        units = stories.swept(cast, stories.seized(cast, count=count))
        stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
        taken.append(stories.fresh(units))
    return taken


def inputs(page, name):
    return [each for each in read(page.html).iter("input") if each.get("name") == name]


def whole_of(page):
    [whole] = [each for each in inputs(page, "units") if each.get("data-whole")]
    return whole


def states(*units):
    return [unit.custody_state for unit in stories.fresh(units)]


def test_one_tap_puts_away_all_that_was_taken_over_at_once_and_the_page_says_what_lies_where(cast, page_for, loads):
    pair, [single] = loads
    page = page_for(cast.storekeeper, PATH)
    whole = whole_of(page)
    assert (whole.get("data-whole"), whole.get("checked")) == ("2", None)
    assert "All I took over on" in page.words

    sent = page_for(cast.storekeeper, PATH, {"units": [whole.get("value")], "place_near": "BITTERN"})

    assert states(*pair, single) == ["stored", "stored", "seized"]
    done = page_for(cast.storekeeper, sent.location).words
    assert "2 units lie in BITTERN now." in done
    assert "Put the other 1 unit in store" in done
    assert "All I took over" not in page_for(cast.storekeeper, PATH).words


def test_who_ticks_a_load_and_single_units_of_it_is_asked_which(cast, page_for, loads):
    [one, _other], [single] = loads
    whole = whole_of(page_for(cast.storekeeper, PATH)).get("value")

    both = page_for(cast.storekeeper, PATH, {"units": [whole, one.label], "place": "BITTERN"})
    assert (both.status, states(one, single)) == (422, ["seized", "seized"])
    assert "not both" in both.words

    page_for(cast.storekeeper, PATH, {"units": [whole, single.label], "place": "BITTERN"})
    assert states(*loads[0], single) == ["stored"] * 3


def test_where_units_lie_is_read_back_to_who_said_it_in_that_session_alone(cast, page_for, loads):
    pair, _single = loads
    ids = [str(unit.id) for unit in pair]
    done = page_for(cast.storekeeper, PATH, {"units": ids, "place": "BITTERN"}).location
    assert "BITTERN" in page_for(cast.storekeeper, done).words

    assert "BITTERN" not in page_for(cast.supervisor, done).words
    assert "BITTERN" not in page_for(cast.storekeeper, done).words


def test_the_store_that_was_named_last_is_the_first_to_tap(cast, page_for, loads):
    pair, [single] = loads
    first = [each.get("value") for each in inputs(page_for(cast.storekeeper, PATH), "place_near")]
    assert first[-1] == "other"
    named = first[-2]
    assert named != first[0]

    page_for(cast.storekeeper, PATH, {"units": [str(single.id)], "place": named})

    for path in (PATH, MOVE):
        page = page_for(cast.storekeeper, path)
        assert inputs(page, "place_near")[0].get("value") == named
        assert "the last you named" in page.words
        assert not [each for each in inputs(page, "place_near") if each.get("checked") is not None]
    assert page_for(cast.storekeeper, MOVE, {"units": [str(single.id)], "place_near": "other"}).status == 422
    assert states(*pair) == ["seized", "seized"]


def test_goods_of_another_site_are_asked_about_before_they_freeze_and_many_are_one_line(cast, page_for):
    for place in Place.objects.filter(code_word="BITTERN"):
        stories.capped(cast, place, site="ALDER")
    units = stories.swept(cast, stories.seized(cast, count=5))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    said = {"units": [str(unit.id) for unit in units], "place_near": "BITTERN"}
    assert inputs(page_for(cast.storekeeper, PATH), "knows_it_freezes") == []

    asked = page_for(cast.storekeeper, PATH, said)

    assert asked.status == 422, asked.words
    assert "5 of them lie at another site, and no journey brought them here" in asked.words
    assert inputs(asked, "knows_it_freezes")
    assert states(*units) == ["seized"] * 5
    sent = page_for(cast.storekeeper, PATH, said | {"knows_it_freezes": "on"})
    assert sent.status == 302
    assert states(*units) == ["stored"] * 5
    done = page_for(cast.storekeeper, sent.location)
    assert "5 units: Left with one person. Recorded with an act of badge 4601" in done.words
    assert "Left with one person differs" not in done.words


def test_a_weight_that_is_right_is_not_said_to_differ_because_the_unit_is_frozen_for_something_else(cast, page_for):
    [unit] = stories.stored(cast)
    unit = moving.move_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id], place="BITTERN")[0]
    for place in Place.objects.filter(code_word="DUNLIN"):
        stories.capped(cast, place, site="ALDER")
    moving.move_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id], place="DUNLIN")
    assert stories.fresh([unit])[0].discrepancy_open

    page = page_for(cast.storekeeper, f"/units/{unit.id}/weighed/")

    assert "The weight differs" not in page.words
    assert "frozen still, for another reason than its weight" in page.words
