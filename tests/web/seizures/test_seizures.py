"""The list of seizures, and the end of one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import stories
from tests.destruction import stories as fire
from tests.web.desk import MOST_QUERIES, errors_in, page_of, queries_of, send, text_of

LIST = reverse("seizures:list")


def test_the_list_names_every_seizure_with_its_units_and_leads_to_it(cast):
    seizure = stories.opened_seizure(cast)
    stories.seized(cast, count=3, of=seizure)

    tree = page_of(cast.supervisor, LIST)

    rows = tree.findall(".//tbody/tr")
    row = next(row for row in rows if row.find("th/a").text == seizure.code_word)
    assert row.find("th/a").get("href") == reverse("seizure:seizure", args=[seizure.id])
    assert row.findall("td")[1].text == "3"
    assert reverse("home:scan") in [each.get("href") for each in tree.find(".//main").iter("a")]


def test_the_list_filters_by_state(cast):
    seizure = stories.opened_seizure(cast)

    assert seizure.code_word in text_of(cast.supervisor, f"{LIST}?state=open")
    assert seizure.code_word not in text_of(cast.supervisor, f"{LIST}?state=closed")


def test_the_list_filters_by_source(cast):
    seizure = stories.opened_seizure(cast)

    assert seizure.code_word in text_of(cast.supervisor, f"{LIST}?source=own")
    assert seizure.code_word not in text_of(cast.supervisor, f"{LIST}?source=published")
    assert seizure.code_word not in text_of(cast.supervisor, f"{LIST}?source=synthetic")


@pytest.mark.parametrize("sort", ["word", "-word", "seized", "-seized", "units", "-units", "nonsense"])
def test_the_list_sorts_by_what_it_names_and_survives_nonsense(cast, sort):
    stories.opened_seizure(cast)

    page_of(cast.supervisor, f"{LIST}?sort={sort}&page=zero")


def test_the_list_asks_as_much_for_many_as_for_one(cast):
    stories.opened_seizure(cast)
    few = queries_of(cast.supervisor, LIST)
    for _ in range(4):
        stories.seized(cast, count=2)

    assert queries_of(cast.supervisor, LIST) == few <= MOST_QUERIES


def test_an_administrator_finds_no_seizure_here(cast):
    page_of(cast.administrator, LIST, status=403)


def test_an_auditor_reconciles_in_one_act_and_closes(cast):
    session = fire.burnt(cast, count=2)
    units = fire.burnt_units(session)
    seizure = units[0].seizure
    reconcile = reverse("seizures:reconcile", args=[seizure.id])

    answer = send(cast.auditor, reconcile, {"units": [str(unit.id) for unit in units]})
    close = reverse("seizures:close", args=[seizure.id])
    assert answer["Location"] == close
    nothing = text_of(cast.auditor, reconcile)
    assert "Nothing of this seizure waits to be reconciled" in nothing
    assert "Reconcile these units" not in nothing, "there is nothing to press"
    seizure.refresh_from_db()
    answer = send(cast.auditor, close, {}, seen=seizure)

    assert answer["Location"] == close
    assert f"Seizure {seizure.code_word} is closed" in text_of(cast.auditor, close)


def test_a_seizure_with_units_in_store_is_not_closed_and_the_page_says_why(cast):
    [unit] = stories.stored(cast)
    close = reverse("seizures:close", args=[unit.seizure_id])

    answer = send(cast.auditor, close, {}, seen=unit.seizure)

    assert "It cannot be closed yet" in text_of(cast.auditor, close)
    assert page_of(cast.auditor, close).find(".//main//form") is None, "no button for what would be refused"
    assert answer.status_code == 409
    assert errors_in(answer) == [f"{unit.label} is not reconciled yet. Have it reconciled first"]


def test_only_an_auditor_opens_the_end_of_a_seizure(cast):
    [unit] = stories.stored(cast)

    for name in ("reconcile", "close"):
        page_of(cast.supervisor, reverse(f"seizures:{name}", args=[unit.seizure_id]), status=403)
