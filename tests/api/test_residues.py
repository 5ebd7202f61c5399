"""What is left of a burn, through the API."""

from __future__ import annotations

from tests.destruction import stories
from tests.destruction.test_residues import open_clocks, weighed


def test_a_checker_says_why_nothing_is_left(cast, caller, done, refused):
    session = stories.burnt(cast)
    address, said = f"sessions/{session.id}/nothing-left/", {"reason": "its ash lies with that of other waste"}
    refused(caller(cast.crew).post(address, said), 403, "role.missing")

    answer = done(caller(cast.checker).post(address, said))

    assert answer["session"]["id"] == str(session.id)
    assert open_clocks(session) == []


def test_the_books_of_a_seizure_say_its_part_of_what_was_left(cast, caller):
    session = stories.burnt(cast)
    [unit] = stories.burnt_units(session)
    weighed(cast, session, 1_500_000)

    [left] = caller(cast.auditor).get(f"seizures/{unit.seizure_id}/books/").json()["left"]

    assert (left["code_word"], left["left_mg"], left["share_mg"], left["gone_mg"]) == (
        session.code_word, 1_500_000, 1_500_000, 0,
    )  # fmt: skip
