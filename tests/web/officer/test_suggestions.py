"""A second person is suggested, never signed for: the likely badge stands in the field and can be changed."""

from __future__ import annotations

import pytest

from custody.evidence.selectors.colleagues import MOST, colleagues_of
from custody.organisation.actions import register
from custody.organisation.roles import Role
from tests import stories
from tests.web.shared.pages import read


def field(page, name):
    tree = read(page.html)
    [found] = [each for each in tree.iter("input") if each.get("name") == name]
    listed = [each for each in tree.iter("datalist") if each.get("id") == found.get("list")]
    return found.get("value"), [option.get("value") for each in listed for option in each]


def test_who_shares_the_record_comes_first_and_no_one_twice(cast):
    unit = stories.contained(cast, second_badge="4420")
    stories.contained(cast, container_number="CSQU3054383")

    assert colleagues_of(cast.officer) == ["4418", "4420"]
    assert colleagues_of(cast.officer, first=unit) == ["4420", "4418"]
    assert colleagues_of(cast.second_officer) == ["4417"]
    assert colleagues_of(cast.planner) == []
    assert MOST == 5


def test_who_seized_together_is_known_after_the_load_has_gone(cast):
    [unit] = stories.stored(cast)

    assert "4418" in colleagues_of(cast.officer)
    assert colleagues_of(cast.second_officer, first=unit.seizure)[0] == "4417"


def test_the_witness_of_stripping_is_suggested(cast, page_for):
    page = page_for(cast.officer, f"/units/{stories.contained(cast).id}/strip/")

    assert field(page, "witness_badge") == ("4418", ["4418"])
    assert "Badge 4418 is suggested: change it when somebody else is with you" in page.words


@pytest.mark.parametrize(("path", "name"), [
    ("/stop/", "second_badge"), ("/stop/?more", "second_badge"), ("/seizures/open/", "second_badge"),
    ("/sweep/", "witness_badge"),
])
def test_pages_without_a_unit_suggest_the_last_colleague(cast, page_for, path, name):
    stories.seized(cast, crew=True)

    assert field(page_for(cast.officer, path), name)[0] == "4418"


def test_what_was_typed_is_not_replaced_by_a_suggestion(cast, page_for):
    unit = stories.contained(cast)

    page = page_for(cast.officer, f"/units/{unit.id}/strip/", {"witness_badge": "", "expected_seq": str(unit.last_seq)})

    assert page.status == 422
    assert field(page, "witness_badge") == (None, ["4418"])


def test_a_witness_nobody_must_name_is_listed_and_not_filled_in(cast, page_for):
    [unit] = stories.seized(cast, crew=True)

    assert field(page_for(cast.officer, f"/units/{unit.id}/weigh/"), "witness_badge") == (None, ["4418"])


def test_somebody_who_left_is_not_suggested(cast):
    stories.contained(cast)
    register.change_officer(act=stories.act_of(cast.administrator), officer=cast.second_officer, roles=[Role.OFFICER],
                            clearance=1, is_active=False)

    assert colleagues_of(cast.officer) == []
