"""Plans broken in the middle, and two at once: nothing remains of what did not happen, and nothing happens twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.destruction.actions import plans
from custody.destruction.models import BurnSession, ManifestLine
from custody.ledger import recording
from tests.destruction import plan_stories, stories
from tests.destruction.test_atomicity import BrokenOff, at_once, everything
from tests.stories import act_of, now


def a_plan(cast):
    plan_stories.filled(cast)
    return lambda: plan_stories.plan(cast)


def an_approval(cast):
    plan, _ = plan_stories.filled(cast)
    return lambda: plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)


def some_slots(cast):
    stories.furnace(cast)
    at = now()
    hours = [at + timedelta(hours=n) for n in (50, 60)]
    return lambda: plan_stories.slots.book_slots(act=act_of(cast.planner), facility="FORGE", starts_at=hours)


@pytest.mark.parametrize("prepare", [a_plan, an_approval, some_slots], ids=lambda each: each.__name__)
def test_an_act_that_breaks_off_leaves_nothing_behind(cast, monkeypatch, prepare):
    act = prepare(cast)
    before = everything()

    def breaks_off(*args, **kwargs):
        raise BrokenOff

    for step in ("_events_of", "_stamps_of"):
        with monkeypatch.context() as patch:
            patch.setattr(recording, step, breaks_off)
            with pytest.raises(BrokenOff):
                act()
        assert everything() == before, step
    act()
    assert everything() != before


def test_two_supervisors_at_once_book_the_burns_of_a_plan_once(house_cast):
    cast = house_cast
    plan, units = plan_stories.filled(cast)

    raised = at_once(*[
        lambda boss=boss: plans.approve_plan(act=act_of(boss), plan_id=plan.id)
        for boss in (cast.supervisor, cast.second_supervisor)
    ])

    assert sorted(raised, key=str) == [None, "plan.decided"]
    assert BurnSession.objects.count() == 1
    assert ManifestLine.objects.filter(live=True).count() == len(units)


def test_a_plan_is_approved_while_one_of_its_units_is_booked_by_hand_and_the_unit_burns_once(house_cast):
    cast = house_cast
    plan, units = plan_stories.filled(cast, count=2)

    raised = at_once(
        lambda: plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id),
        lambda: stories.planned(cast, units[:1]),
    )

    assert raised[0] is None
    assert raised[1] in (None, "lifecycle.authority")
    for unit in units:
        assert ManifestLine.objects.filter(unit=unit, live=True).count() == 1


def test_two_who_name_crews_for_one_week_at_once_do_not_both(house_cast):
    cast = house_cast
    stories.furnace(cast)

    raised = at_once(lambda: plan_stories.crews(cast), lambda: plan_stories.crews(cast, crews=9))

    assert sorted(raised, key=str) == [None, "crews.overlap"]
