"""The page on the ten invariants names what the database and the tests really hold."""

from __future__ import annotations

import re

from django.apps import apps

from tests.environment import ROOT

PAGE = ROOT / "docs" / "explanation" / "invariants.md"
TWO_PEOPLE = re.compile(r"(four_eyes|two_people|another|crew_of_two|two_witnesses)$")


def constraints():
    """Return the names of the constraints of every model."""
    return {each.name for model in apps.get_app_config("custody").get_models() for each in model._meta.constraints}


def test_each_function_that_looks_at_an_invariant_is_on_the_page():
    from tests.walk.invariants import INVARIANTS

    text = PAGE.read_text()
    assert [name.__name__ for name in INVARIANTS if f"`{name.__name__}`" not in text] == []
    assert len(INVARIANTS) == 10


def test_every_constraint_of_two_people_is_on_the_page_and_is_one():
    named = set(re.findall(r"`(\w+)`", PAGE.read_text()))
    wanted = {name for name in constraints() if TWO_PEOPLE.search(name)}

    assert wanted - named == set()
    assert {name for name in named if TWO_PEOPLE.search(name) and not name.startswith("invariant_")} - wanted == set()


def test_the_walk_looks_at_every_table_that_two_people_sign():
    from tests.walk import four_eyes

    signed = {
        model._meta.db_table
        for model in apps.get_app_config("custody").get_models()
        if any(TWO_PEOPLE.search(each.name) for each in model._meta.constraints)
    }

    assert len(signed) > 40
    assert signed - four_eyes.tables() == set()


def test_what_the_page_calls_a_constraint_is_one():
    rows = [line for line in PAGE.read_text().splitlines() if re.match(r"\| \d+ \|", line)]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[3])}
    elsewhere = {"guard_event", "guard_keeps", "guard_truncate", "guard_identity", "guard_contents",
                 "guard_stopped_once", "event_admit", "disclosure_admit", "CHECK", "DELETE", "TRUNCATE",
                 "seal_carried_as_it_was"}  # fmt: skip

    assert named - elsewhere - constraints() == set()
