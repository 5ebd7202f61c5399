"""The plan of a store on its pages: asked for with a reason, shown for a while, and filled bay by bay."""

from __future__ import annotations

import pytest

from custody.evidence.models import BayLayout, Shelving
from custody.evidence.selectors.bays import bay_of, plan_seen
from tests import stories
from tests.api.refusals.bays import laid_out
from tests.evidence.test_bays import shelved, shown
from tests.web.desk import MOST_QUERIES, page_of, queries_of, send, text_of


@pytest.fixture
def store(cast):
    return laid_out(cast).place


def test_a_plan_is_masked_until_a_reason_is_recorded(cast, store):
    stories.stored(cast)
    path = f"/places/{store.id}/plan/"

    page = text_of(cast.supervisor, path)
    assert "Why do you need to know what stands here?" in page
    assert "on time" not in page

    send(cast.supervisor, path, {"reason": "The yearly count"})

    assert plan_seen(cast.supervisor, store) is not None
    page = text_of(cast.supervisor, path)
    assert "What stands in BITTERN" in page
    assert "1 unit stands in no bay" in page


def test_a_storekeeper_puts_goods_into_a_bay_and_the_plan_shows_them_there(cast, store):
    one, other = stories.stored(cast, count=2)

    done = send(cast.storekeeper, "/store/bay/", {"units": [str(one.id)], "bay": "b-2"})

    assert "It stands in B2" in text_of(cast.storekeeper, done["Location"])
    assert (bay_of(one), Shelving.objects.get().unit) == ("B2", one)
    shown(cast.storekeeper, store)
    for bay, there, elsewhere in (("B2", one, other), ("", other, one)):
        page = text_of(cast.storekeeper, f"/places/{store.id}/plan/?bay={bay}")
        assert there.label in page
        assert elsewhere.label not in page
    assert one.label in text_of(cast.storekeeper, f"/places/{store.id}/plan/?bay=Z99"), "nonsense asks nothing"


def test_bays_are_laid_out_on_a_page_that_shows_what_holds_now(cast, store):
    path = f"/places/{store.id}/bays/"
    assert "3" in [each.get("value") for each in page_of(cast.storekeeper, path).iter("input")]

    send(cast.storekeeper, path, {"rows": "5", "columns": "6"})

    assert BayLayout.objects.order_by("laid_out_at").last().grid.lines()[-1][-1] == "E6"


def test_a_plan_asks_as_often_for_many_units_as_for_one(cast, store):
    units = stories.stored(cast, count=6)
    shelved(cast, units[:1], "A1")
    shown(cast.supervisor, store)
    path = f"/places/{store.id}/plan/"
    page_of(cast.supervisor, path)

    few = queries_of(cast.supervisor, path)
    shelved(cast, units[1:], "B2")

    assert queries_of(cast.supervisor, path) == few <= MOST_QUERIES
