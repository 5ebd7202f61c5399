"""Builders of slots, crews and plans, through the real actions."""

from __future__ import annotations

import itertools
from datetime import timedelta

from custody.destruction.actions import plans, slots
from tests.destruction import stories
from tests.stories import act_of, now

_hours = itertools.count(30)


def slot(cast, *, hours=None, **changes):
    """Return a slot at the furnace, more than a day ahead."""
    furnace = stories.furnace(cast)
    starts_at = now() + timedelta(hours=next(_hours) if hours is None else hours)
    [made] = slots.book_slots(
        **({"act": act_of(cast.planner), "facility": furnace.code_word, "starts_at": [starts_at]} | changes)
    )
    return made


def crews(cast, **changes):
    """Return a stretch of three weeks with crews and escorts."""
    return slots.roster_crews(
        **({"act": act_of(cast.planner), "jurisdiction": "BE", "begins_at": now() - timedelta(days=1),
            "ends_at": now() + timedelta(days=20), "crews": 4, "escorts": 4} | changes)
    )  # fmt: skip


def outage(cast, **changes):
    """Return an outage of the furnace from now on, of a week."""
    furnace = stories.furnace(cast)
    return slots.record_outage(
        **({"act": act_of(cast.planner), "facility": furnace.code_word, "reason": "fault",
            "begins_at": now(), "ends_at": now() + timedelta(days=7)} | changes)
    )  # fmt: skip


def plan(cast, **changes):
    """Return a plan that a planner made."""
    return plans.make_plan(**({"act": act_of(cast.planner), "jurisdiction": "BE"} | changes))


def filled(cast, *, count=2):
    """Return a plan that burns some ordered bags in one slot, and the bags."""
    units = stories.ordered(cast, count=count)
    crews(cast)
    slot(cast)
    return plan(cast), units
