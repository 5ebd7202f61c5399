"""The plan of a burn that is opened for one seizure has its goods ticked."""

from __future__ import annotations

from tests.destruction import stories as fire
from tests.web.desk import page_of
from tests.web.sessions.test_sessions import PLAN, ticked_in


def test_the_goods_of_the_seizure_that_is_named_are_ticked_and_stand_in_front(cast):
    first, second = (fire.ordered(cast)[0] for _ in range(2))
    fire.furnace(cast)

    tree = page_of(cast.planner, f"{PLAN}?seizure={second.seizure_id}")

    assert ticked_in(tree) == {second.label}
    assert first.label in {each.get("value") for each in tree.iter("input")}
    assert ticked_in(page_of(cast.planner, f"{PLAN}?seizure=none")) == {first.label, second.label}
