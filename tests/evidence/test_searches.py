"""The discrepancy of a unit that is not where it should be names its search."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.evidence.actions import searching
from custody.evidence.models import Discrepancy, Inventory
from custody.evidence.selectors.searches import search_of
from tests import stories
from tests.evidence.exceptional import missing
from tests.stories import act_of
from tests.web.desk import text_of


def test_it_says_since_when_who_noticed_and_that_the_search_failed(cast):
    [unit] = stories.stored(cast)
    missing(cast, unit)
    [discrepancy] = Discrepancy.objects.all()

    search = search_of(cast.supervisor, discrepancy)

    assert (search.state, search.began_at, search.noticed_by) == ("missing", discrepancy.opened_at, "4931")
    assert search.missing_at > search.began_at
    assert search.counts == list(Inventory.objects.all())


def test_a_unit_that_is_lost_twice_has_two_searches_and_each_discrepancy_its_own(cast):
    [unit] = stories.stored(cast)
    for remark in ("not on the shelf", "not on the shelf again"):
        searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark=remark)
        searching.record_found(
            act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge,
            remark="behind it",
        )  # fmt: skip

    first, second = (search_of(cast.supervisor, each) for each in Discrepancy.objects.order_by("opened_at"))

    assert (first.remark, second.remark) == ("not on the shelf", "not on the shelf again")
    assert first.state == second.state == "found"
    assert first.ended_at < second.began_at


def test_a_difference_in_weight_is_about_no_search(cast):
    [unit] = stories.stored(cast)
    stories.sampled(cast, unit, left_mg=20_000_000)

    assert search_of(cast.supervisor, Discrepancy.objects.get()) is None


def test_the_page_and_the_api_show_it(cast):
    [unit] = stories.stored(cast)
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark="not on the shelf")
    page = reverse("discrepancy:resolve", args=[Discrepancy.objects.get().id])

    text = text_of(cast.supervisor, page)
    assert "Being searched for" in text
    assert "not on the shelf" in text
    assert "To be found by" in text
    searching.declare_missing(act=act_of(cast.supervisor), unit_id=unit.id)
    assert "Missing: the search has failed" in text_of(cast.supervisor, page)
    assert "Counted for it" in text_of(cast.supervisor, page)


@pytest.mark.parametrize("remark", ["", "  "])
def test_nobody_freezes_a_unit_without_saying_what_was_seen(cast, refused, remark):
    [unit] = stories.stored(cast)

    with refused("text.empty"):
        searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark=remark)
    assert not stories.fresh([unit])[0].discrepancy_open
