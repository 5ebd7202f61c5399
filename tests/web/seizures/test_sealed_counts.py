"""A sealed unit is not told by a number: who may not know of it counts without it, on the list and on the page."""

from __future__ import annotations

from custody.evidence.models import HandlingUnit
from tests import stories
from tests.web.desk import page_of, queries_of, text_of
from tests.web.shared.pages import words


def units_on_the_list(officer, seizure):
    [row] = [each for each in page_of(officer, "/seizures/").findall(".//tbody/tr") if seizure.code_word in words(each)]
    [count] = [words(each) for each in row if each.get("data-label") == "Units"]
    return count


def test_who_may_not_know_of_a_sealed_unit_counts_without_it(cast):
    hidden, *others = stories.seized(cast, count=3)
    HandlingUnit.objects.filter(pk=hidden.pk).update(sealed_view=True)
    # No row changes without an event of its own: one follows.
    stories.swept(cast, [hidden, *others])
    seizure, page = hidden.seizure, f"/seizures/{hidden.seizure_id}/"

    said = text_of(cast.storekeeper, page)

    assert hidden.label not in said
    assert all(unit.label in said for unit in others)
    assert "2 bags · 50 bricks" in said
    assert units_on_the_list(cast.storekeeper, seizure) == "2"
    for knows in (cast.officer, cast.supervisor):
        assert "3 bags · 75 bricks" in text_of(knows, page)
        assert units_on_the_list(knows, seizure) == "3"


def test_a_list_of_many_costs_no_more_questions_than_one(cast):
    stories.seized(cast)
    one = queries_of(cast.storekeeper, "/seizures/")
    for _more in range(4):
        stories.seized(cast)

    assert queries_of(cast.storekeeper, "/seizures/") == one
