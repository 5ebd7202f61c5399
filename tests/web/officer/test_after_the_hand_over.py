"""After the hand-over the page of a seizure says what was taken, what is missing and what is frozen: nothing of that
holds the load back any more, and nothing is owed for a bag that is not there."""

from __future__ import annotations

import pytest

from custody.evidence.entries import Reported
from tests import stories


@pytest.fixture
def short_by_one(cast):
    """Three bags, of which the storekeeper took two at the quay: one lay not there, and one bears another seal."""
    units = stories.swept(cast, stories.seized(cast, count=3, reading=None))
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    seals = {units[0].id: units[0].seal, units[1].id: "XX999"}
    stories.accepted(offer, by=cast.storekeeper, again=True, seals=seals,
                     reported={units[2].id: Reported(kind="missing")})
    return stories.fresh(units)


def test_a_load_that_was_taken_over_but_for_one_bag_is_handed_over(cast, page_for, short_by_one):
    _plain, other_seal, lost = short_by_one

    page = page_for(cast.officer, f"/seizures/{lost.seizure_id}/")

    said = page.words.partition("Handed over ")[2].partition("What is left to do")[0]
    assert f": 2 of 3; missing: {lost.seal}; 1 is frozen" in said
    assert "before the load may move" not in page.words
    assert "Cannot start yet" not in page.words
    assert "Done: badge 4601 took it over" in page.words
    assert f"Find {lost.seal}" in page.words
    assert f"Have the discrepancy of {other_seal.label}" not in page.words
    assert "it still lacks" not in page.words  # no weight, no seal


def test_what_was_handed_over_whole_says_so(cast, page_for):
    units = stories.swept(cast, stories.seized(cast, count=2))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)

    page = page_for(cast.officer, f"/seizures/{units[0].seizure_id}/")

    assert ": 2 of 2 " in page.words.partition("Handed over ")[2][:40]
    assert "missing:" not in page.words
    assert "The load may move" not in page.words


def test_both_who_seized_it_are_told_that_it_was_not_taken_as_it_was_given(cast, page_for, short_by_one):
    seizure_id = short_by_one[0].seizure_id

    for officer in (cast.officer, cast.second_officer):
        home = page_for(officer, "/")
        assert "Not as you gave it" in home.words
        assert "took 2 of your 3 units" in home.words
    assert f"/seizures/{seizure_id}/" in home.html
    assert ": 2 of 3; missing: " in page_for(cast.second_officer, f"/seizures/{seizure_id}/").words
    assert "Not as you gave it" not in page_for(cast.third_officer, "/").words
