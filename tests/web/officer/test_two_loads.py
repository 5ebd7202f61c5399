"""Two loads in one pair of hands: none is ticked beforehand, and each unit says of which seizure it is."""

from __future__ import annotations

import pytest

from tests import stories
from tests.web.shared.pages import read


def two(cast, *, on_the_road):
    """Give one pair of hands a unit of each of two seizures; return them."""
    units = [*stories.swept(cast, stories.seized(cast)), *stories.swept(cast, stories.seized(cast))]
    if on_the_road:
        for unit in units:
            offer = stories.offered(cast, [unit], receiver=cast.crew, second=cast.second_crew, purpose="departure")
            stories.accepted(offer, by=cast.crew)
    return stories.fresh(units)


@pytest.mark.parametrize(
    ("path", "on_the_road"),
    [("/transfers/offer/", False), ("/road/depart/", False), ("/store/put/", True), ("/road/arrive/", True)],
)
def test_no_touch_signs_for_both(cast, page_for, path, on_the_road):
    units = two(cast, on_the_road=on_the_road)

    page = page_for(cast.crew if on_the_road else cast.officer, path)

    boxes = [each for each in read(page.html).iter("input") if each.get("name") == "units"]
    assert {each.get("value") for each in boxes} >= {unit.label for unit in units}
    assert [each for each in boxes if each.get("checked") is not None] == []
    assert all(unit.seizure.code_word in page.words for unit in units)


def test_one_load_is_ticked_and_needs_no_word(cast, page_for):
    [unit, other] = stories.swept(cast, stories.seized(cast, count=2))

    page = page_for(cast.officer, "/transfers/offer/")

    ticked = {each.get("value") for each in read(page.html).iter("input")
              if each.get("name") == "units" and each.get("checked") is not None}
    assert ticked == {unit.label, other.label}
