"""What the page of a unit asks of the database: no more than any page may, whoever reads it and whatever the unit is.

Measured when it was pinned, of a bag in store: 23 for an auditor, 20 for a supervisor, 15 for who keeps it, 18 for most
others (before: 41, 38, 31 and 36); of a bag on a pallet 25, 22, 15 and 20 (before: 53, 49, 36 and 47).
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.evidence.actions import consult
from custody.ledger.once import looking, once_seen, remembering
from tests import stories
from tests.destruction import stories as fire
from tests.destruction.test_holds import placed
from tests.evidence.test_mission_load import gone_off
from tests.evidence.test_unpacking import out, pallet
from tests.web.desk import MOST_QUERIES, browser_of, queries_of

USUAL = {
    "officer": 18, "storekeeper": 15, "second_storekeeper": 18, "crew": 18, "sampler": 18, "case_officer": 18,
    "planner": 18, "supervisor": 20, "duty_officer": 18, "regional_head": 18, "checker": 18, "witness": 18,
    "auditor": 23, "internal_affairs": 21,
}  # fmt: skip
"""The most that the page of a bag in store asks, by who reads it."""


def _frozen(cast):
    [unit] = stories.swept(cast, stories.seized(cast))
    stories.accepted(stories.offered(cast, [unit], receiver=cast.storekeeper), by=cast.storekeeper, again=True,
                     seals={unit.id: "AN000000"})  # fmt: skip
    return unit


def _offered(cast):
    [unit] = stories.swept(cast, stories.seized(cast))
    stories.offered(cast, [unit], receiver=cast.storekeeper)
    return unit


def _booked(cast):
    return fire.units_of(fire.planned(cast, fire.ordered(cast)))[0]


def _taken_out(cast):
    unit = pallet(cast)[1]
    out(cast, unit)
    return unit


UNITS = {
    "just seized": lambda cast: stories.seized(cast)[0],
    "offered": _offered,
    "with a crew": lambda cast: stories.on_the_road(cast)[0],
    "on a transport": lambda cast: gone_off(cast)[1][0],
    "frozen": _frozen,
    "held back": lambda cast: placed(cast, stories.stored(cast)).unit,
    "ordered, with its burn": _booked,
    "a pallet": lambda cast: pallet(cast)[0],
    "a bag on a pallet": lambda cast: pallet(cast)[1],
    "taken out of one": _taken_out,
    "a container": lambda cast: stories.contained(cast),
    "a sample": lambda cast: stories.sampled(cast).sample_unit,
    "burnt": lambda cast: fire.reconciled(cast)[0],
}

SIGNATURE_AND_STORY = 2
"""A bag that was just taken out of a pallet waits for a signature and has the story of the pallet: an auditor's 27."""


def page(unit):
    return f"/units/{unit.id}/"


def test_a_bag_in_store_costs_each_reader_what_was_measured(cast):
    [unit] = stories.stored(cast)

    assert {role: queries_of(getattr(cast, role), page(unit)) for role in USUAL} == USUAL


@pytest.mark.parametrize("kind", UNITS)
def test_no_unit_costs_a_reader_more_than_a_page_may(cast, kind):
    unit = UNITS[kind](cast)

    asked = {role: queries_of(getattr(cast, role), page(unit)) for role in USUAL}

    most = MOST_QUERIES + (SIGNATURE_AND_STORY if kind == "taken out of one" else 0)
    assert {role: count for role, count in asked.items() if count > most} == {}
    assert max(asked.values()) > 10


def test_a_place_that_is_shown_costs_no_more_than_a_page_may(cast):
    [unit] = stories.stored(cast)
    consult.reveal_place(act=stories.act_of(cast.supervisor), unit_id=unit.id, reason="court request 12")

    assert queries_of(cast.supervisor, page(unit)) <= MOST_QUERIES


def test_nothing_is_asked_twice(cast):
    for unit in (stories.stored(cast)[0], pallet(cast)[1]):
        browser = browser_of(cast.storekeeper)
        browser.get(page(unit))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page(unit)).status_code == 200
        said = [each["sql"] for each in asked]
        assert [sql for sql in set(said) if said.count(sql) > 1] == []


def test_what_a_page_saw_is_forgotten_with_it_and_nothing_to_an_act():
    answers = iter("abcd")

    def asked():
        return once_seen("what", lambda: next(answers))

    with looking():
        assert (asked(), asked()) == ("a", "a")
        with remembering():
            assert (asked(), asked()) == ("b", "c")
        assert asked() == "a"
    assert asked() == "d"
