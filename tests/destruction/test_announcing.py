"""Who watches a burn is announced two hours before: nobody can get at a witness earlier."""

from __future__ import annotations

from datetime import timedelta

from custody.destruction.selectors.access import knows_witnesses, session_for, visible_sessions
from tests.destruction import stories
from tests.stories import now
from tests.web.desk import text_of


def in_hours(cast, hours):
    planned = stories.planned(cast, starts_at=now() + timedelta(hours=hours))
    return stories.approved(cast, planned)


def test_a_witness_learns_of_a_burn_two_hours_before(cast, refused):
    later = in_hours(cast, 3)

    assert later not in visible_sessions(cast.witness)
    with refused("record.not_found"):
        session_for(cast.witness, session_id=later.id)
    assert session_for(cast.checker, session_id=later.id) == later


def test_a_burn_that_is_near_or_whose_load_has_arrived_is_announced(cast):
    near = in_hours(cast, 1)
    assert session_for(cast.witness, session_id=near.id) == near

    far = stories.approved(
        cast, stories.planned(cast, starts_at=now() + timedelta(hours=5)),
        pair=(cast.second_supervisor, cast.second_witness))  # fmt: skip
    stories.at_furnace(cast, stories.staged(cast, far))

    assert session_for(cast.second_witness, session_id=far.id) == far


def test_who_has_a_load_sees_the_burn_and_not_yet_who_watches(cast):
    later = in_hours(cast, 3)

    assert not knows_witnesses(cast.storekeeper, later, at=now())
    assert knows_witnesses(cast.witness, later, at=now())
    assert knows_witnesses(cast.planner, later, at=now())
    assert knows_witnesses(cast.storekeeper, later, at=now() + timedelta(hours=2))
    text = text_of(cast.storekeeper, f"/burns/{later.id}/")
    assert "Announced two hours before" in text
    assert cast.witness.badge not in text
    assert cast.witness.badge in text_of(cast.planner, f"/burns/{later.id}/")
