"""A witness is designated through the API, and who may know it reads it."""

from __future__ import annotations

from tests.destruction.test_designations import burn_of


def test_the_api_takes_and_lists_designations(cast, caller, done):
    session = burn_of(cast)
    address = f"sessions/{session.id}/witness-designations/"
    answer = done(caller(cast.second_supervisor).post(address, {"badge": cast.witness.badge}))
    [row] = caller(cast.supervisor).get(address).json()["results"]
    assert (answer["designation"], row["witness"], row["designated_by"]) == (
        row["id"], cast.witness.badge, cast.second_supervisor.badge,
    )  # fmt: skip
