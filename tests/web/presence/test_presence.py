"""Saying that one is here, and for commanders: who is on which site, and where no guard stands."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.organisation.selectors import people_on, presence_of
from tests.danger import a_site, present
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

PAGE, COME, LEAVE = (reverse(f"presence:{name}") for name in ("presence", "come", "leave"))


@pytest.fixture
def site(cast):
    return a_site(cast)


def test_an_officer_comes_and_leaves(cast, site):
    assert "You are recorded at no site" in text_of(cast.officer, PAGE)

    answer = send(cast.officer, COME, {"site": "GANNET", "on_guard": "on"})

    assert answer["Location"] == PAGE
    text = text_of(cast.officer, PAGE)
    assert "You are at GANNET since" in text
    assert "On guard" in text
    assert presence_of(cast.officer).on_guard

    assert send(cast.officer, LEAVE, {})["Location"] == PAGE
    assert presence_of(cast.officer) is None


def test_who_is_there_is_shown_to_who_is_there_and_to_commanders(cast, site):
    present(cast.crew, site, on_guard=True)
    present(cast.officer, site)

    assert "4501" in text_of(cast.officer, PAGE)
    assert "4501" not in text_of(cast.storekeeper, PAGE)
    text = text_of(cast.supervisor, PAGE)
    assert "4501" in text
    assert "4417" in text


def test_a_commander_sees_where_no_guard_stands(cast, site):
    assert "No guard is there" in text_of(cast.supervisor, PAGE)


def test_a_commander_brings_somebody_and_sends_them_home(cast, site):
    send(cast.duty_officer, COME, {"site": "GANNET", "badge": "B1:4501", "on_guard": "on"})
    assert [each.officer for each in people_on(site)] == [cast.crew]

    send(cast.duty_officer, LEAVE, {"badge": "4501"})
    assert people_on(site) == []


def test_nobody_else_speaks_for_another(cast, site):
    send(cast.officer, COME, {"site": "GANNET", "badge": "4501"})
    assert [each.officer for each in people_on(site)] == [cast.officer]

    refused = send(cast.officer, LEAVE, {"badge": "4601"})
    assert refused.status_code == 403


def test_a_refusal_is_said_and_keeps_what_was_chosen(cast, site):
    without = send(cast.officer, COME, {})
    assert without.status_code == 422
    unknown = send(cast.supervisor, COME, {"site": "GANNET", "badge": "0000"})
    assert "No badge 0000 is known" in errors_in(unknown)[0]
    assert "0000" in unknown.content.decode()
    nowhere = send(cast.officer, LEAVE, {})
    assert nowhere.status_code == 409
    assert "recorded at no site" in errors_in(nowhere)[0]
    lost = browser_of(cast.officer).post(LEAVE, {})
    assert lost.status_code == 422


def test_acts_are_sent_and_never_looked_up(cast):
    for path in (COME, LEAVE):
        assert browser_of(cast.officer).get(path).status_code == 405


def test_the_page_asks_as_much_for_many_as_for_one(cast, site):
    few = queries_of(cast.supervisor, PAGE)
    for officer in (cast.crew, cast.officer, cast.storekeeper):
        present(officer, a_site(cast, f"SITE-{officer.badge}"))

    assert queries_of(cast.supervisor, PAGE) == few <= MOST_QUERIES


def test_the_page_is_in_the_menu_of_those_who_come_to_sites(cast):
    def leads(officer):
        return PAGE in {each.get("href") for each in page_of(officer, "/").iter("a")}

    assert leads(cast.officer)
    assert not leads(cast.administrator)
