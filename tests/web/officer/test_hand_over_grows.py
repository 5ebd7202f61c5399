"""The pages of a hand-over that was offered and accepted read as much for hundreds of units as for a leaf of them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.web.shared.turning import A_LEAF
from tests import stories
from tests.evidence.test_unpacking import pallet
from tests.web.desk import MOST_QUERIES, browser_of, queries_of, text_of
from tests.web.seizures.test_how_a_seizure_grows import units_read

MANY, FEW_MORE = 400, 5


@pytest.fixture
def offers(cast):
    """Return two hand-overs of bags: of as many as a leaf, and of many more."""
    return [
        stories.offered(cast, stories.swept(cast, stories.seized(cast, count=count)), receiver=cast.storekeeper)
        for count in (A_LEAF, MANY)
    ]


def read_by(officer, path):
    browser = browser_of(officer)
    browser.get(path)
    with units_read() as read:
        assert browser.get(path).status_code == 200
    return len(read)


def test_hundreds_of_units_are_as_many_questions_and_rows_as_a_leaf(cast, offers):
    few, many = (reverse("transfer:offered", args=[offer.id]) for offer in offers)
    for officer in (cast.officer, cast.storekeeper, cast.supervisor):
        assert queries_of(officer, many) <= queries_of(officer, few) <= MOST_QUERIES
        assert A_LEAF <= read_by(officer, few) <= A_LEAF + FEW_MORE
        assert read_by(officer, many) <= A_LEAF + FEW_MORE
        assert read_by(officer, f"{many}?from=320") <= MANY % A_LEAF + FEW_MORE
    said = text_of(cast.storekeeper, many)
    assert "Listed here: 1 to 160 of 400." in said
    assert "400 units, 10000 bricks" in said.replace(",000", "000")

    for offer in offers:
        stories.accepted(offer, by=cast.storekeeper)
    few, many = (reverse("transfer:accepted", args=[offer.id]) for offer in offers)
    for officer in (cast.officer, cast.storekeeper, cast.supervisor):
        assert queries_of(officer, many) <= queries_of(officer, few) <= MOST_QUERIES
        assert read_by(officer, many) <= FEW_MORE
    assert "responsible for 400 units" in text_of(cast.storekeeper, many)
    assert "400 bags of" in text_of(cast.storekeeper, many)


def test_what_lies_inside_is_counted_and_what_was_left_is_named(cast):
    whole, *bags = pallet(cast)
    offer = stories.offered(cast, [whole], giver=cast.storekeeper, receiver=cast.second_storekeeper)

    assert f"{len(bags)} bags inside" in text_of(cast.second_storekeeper, reverse("transfer:offered", args=[offer.id]))
