"""A second person is chosen or scanned, and never stands in a field before somebody said so (ux.md 2.3, 4)."""

from __future__ import annotations

import pytest

from custody.evidence.selectors.colleagues import MOST, Colleague, colleagues_of, likely_beside
from custody.organisation.actions import presence, register
from custody.organisation.roles import Role
from custody.organisation.selectors import sites
from tests import stories
from tests.evidence.test_mission import planned
from tests.web.shared.pages import read


def field(page, name):
    """Return the radios of a badge field, those that are chosen, and what stands in its line."""
    inputs = list(read(page.html).iter("input"))
    radios = [each for each in inputs if each.get("name") == f"{name}_near"]
    [line] = [each for each in inputs if each.get("name") == name]
    return ([each.get("value") for each in radios], [each.get("value") for each in radios if "checked" in each.attrib],
            line.get("value"))  # fmt: skip


def test_who_shares_the_record_comes_first_and_no_one_twice(cast):
    unit = stories.contained(cast, second_badge="4420")
    stories.contained(cast, container_number="CSQU3054383")

    assert colleagues_of(cast.officer) == ["4418", "4420"]
    assert colleagues_of(cast.officer, first=unit) == ["4420", "4418"]
    assert colleagues_of(cast.second_officer) == ["4417"]
    assert colleagues_of(cast.planner) == []
    assert MOST == 5


def test_the_crew_of_a_load_comes_before_who_is_on_shift_and_who_worked_with_the_officer_last(cast):
    stories.contained(cast, second_badge="4420")
    mission = planned(cast)
    site = sites()[0].code_word
    for each in (mission.driver, cast.second_officer, cast.storekeeper, cast.planner):
        presence.come(act=stories.act_of(each), site=site)

    assert likely_beside(mission.driver) == [
        Colleague(mission.second.badge, "crew"), Colleague("4418", "shift"), Colleague(cast.storekeeper.badge, "shift"),
    ]
    presence.come(act=stories.act_of(cast.officer), site=site)
    assert likely_beside(cast.officer)[-1] == Colleague("4420", "last")
    assert Colleague("4418", "shift") in likely_beside(cast.officer)
    assert cast.planner.badge not in colleagues_of(cast.officer)


def test_who_seized_together_is_known_after_the_load_has_gone(cast):
    [unit] = stories.stored(cast)

    assert "4418" in colleagues_of(cast.officer)
    assert colleagues_of(cast.second_officer, first=unit.seizure)[0] == "4417"


def test_the_witness_of_stripping_is_chosen_and_not_filled_in(cast, page_for):
    page = page_for(cast.officer, f"/units/{stories.contained(cast).id}/strip/")

    assert field(page, "witness_badge") == (["4418"], [], None)
    assert "named in this record" in page.words
    assert "Another badge: scan or type it" in page.words


@pytest.mark.parametrize(("path", "name"), [
    ("/stop/", "second_badge"), ("/stop/?more", "second_badge"), ("/seizures/open/", "second_badge"),
    ("/sweep/", "witness_badge"), ("/transfers/offer/", "receiver_badge"), ("/transfers/offer/", "second_badge"),
])
def test_nobody_is_chosen_on_any_page_that_asks_for_a_second(cast, page_for, path, name):
    stories.seized(cast, crew=True)

    shown, chosen, typed = field(page_for(cast.officer, path), name)

    assert shown[0] == "4418"
    assert (chosen, typed) == ([], None)


def test_a_form_that_names_nobody_is_asked_back(cast, page_for):
    unit = stories.contained(cast)

    page = page_for(cast.officer, f"/units/{unit.id}/strip/", {"witness_badge": "", "expected_seq": str(unit.last_seq)})

    assert page.status == 422
    assert "Witness: choose who it is, or scan another badge" in page.words
    assert field(page, "witness_badge") == (["4418"], [], None)


@pytest.mark.parametrize("said", [
    {"witness_badge_near": "4418"}, {"witness_badge": "4418"}, {"witness_badge": "B1:4418"},
    {"witness_badge_near": "4418", "witness_badge": ""}, {"witness_badge_near": "4418", "witness_badge": "B1:4418"},
])  # fmt: skip
def test_tapped_typed_or_scanned_it_is_the_same_person(cast, page_for, said):
    unit = stories.contained(cast)

    page = page_for(cast.officer, f"/units/{unit.id}/strip/", {**said, "expected_seq": str(unit.last_seq)})

    assert page.status == 302
    unit.refresh_from_db()
    assert unit.custody_state == "extraction"


def test_two_people_for_one_are_asked_back_and_no_radio_stays_chosen(cast, page_for):
    unit = stories.contained(cast)

    page = page_for(cast.officer, f"/units/{unit.id}/strip/", {
        "witness_badge_near": "4418", "witness_badge": "4420", "expected_seq": str(unit.last_seq)})

    assert page.status == 422
    assert "Two badges are named, 4418 and 4420. Choose one, and leave the other out" in page.words
    assert field(page, "witness_badge") == (["4418"], [], "4420")


def test_who_was_tapped_counts_although_nobody_is_likely_any_more(cast, page_for):
    page = page_for(cast.officer, "/stop/", {
        "kind": "container", "container_number": "MSCU 123456 6", "place_near": "HERON", "second_badge_near": "4418"})

    assert page.status == 302


def test_where_nobody_need_stand_by_nobody_is_an_answer_and_stands_last(cast, page_for):
    [unit] = stories.seized(cast, crew=True)

    assert field(page_for(cast.officer, f"/units/{unit.id}/weigh/"), "witness_badge") == (["4418", ""], [""], None)


def test_somebody_who_left_is_not_shown(cast):
    stories.contained(cast)
    register.change_officer(act=stories.act_of(cast.administrator), officer=cast.second_officer, roles=[Role.OFFICER],
                            clearance=1, is_active=False)

    assert colleagues_of(cast.officer) == []
