"""The fire pass asks which stage a clock has reached, and arms it for the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from custody.deadlines import stages
from custody.deadlines.models import Clock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DUE_AT = START + 48 * HOUR


def running(**changed):
    clock = Clock(clock_type="TARGET_DESTRUCTION", started_at=START, due_at=DUE_AT, **changed)
    stages.rearm(clock, None)
    return clock


def test_a_clock_climbs_its_ladder_and_is_always_armed():
    clock = running()
    assert (clock.fired_stage, clock.next_stage, clock.next_fire_at) == (None, "50%", START + 24 * HOUR)
    assert stages.reached(clock, START + 23 * HOUR) is None

    found = stages.reached(clock, START + 44 * HOUR)
    assert (found.stage, found.skipped) == ("90%", ("50%", "75%"))
    stages.rearm(clock, found)

    assert (clock.fired_stage, clock.next_stage, clock.next_fire_at) == ("90%", "due", DUE_AT)


def test_a_clock_under_a_hold_asks_for_the_review_and_keeps_asking():
    review = START + 30 * DAY
    clock = Clock(started_at=START, due_at=DUE_AT, paused_at=START, next_stage="review", next_fire_at=review)

    assert stages.reached(clock, DUE_AT + DAY) is None
    stages.rearm(clock, None)
    assert (clock.fired_stage, clock.next_stage, clock.next_fire_at) == (None, "review", review)

    stages.rearm(clock, stages.reached(clock, review + HOUR))
    assert (clock.fired_stage, clock.next_stage, clock.next_fire_at) == ("review", "review+7d", review + 7 * DAY)
    stages.rearm(clock, stages.reached(clock, review + 8 * DAY))
    assert (clock.fired_stage, clock.next_stage) == ("review+7d", "review+14d")


@pytest.mark.parametrize(
    ("fired", "at", "counts"),
    [
        (None, START + 40 * HOUR, None),
        ("50%", START + HOUR, None),
        ("50%", START + 30 * HOUR, "50%"),
        ("50%", START + 100 * HOUR, "50%"),
        ("due", START + 30 * HOUR, "50%"),
        ("+24h", START + 100 * HOUR, "+24h"),
        ("+72h", START + 80 * HOUR, "+24h"),
        ("review", START + 40 * HOUR, "75%"),
        ("review+7d", START + 100 * HOUR, "90%"),
    ],
)
def test_a_new_term_takes_over_what_was_said_and_no_more(fired, at, counts):
    assert stages.carried(fired=fired, started_at=START, due_at=DUE_AT, at=at) == counts


def test_a_term_that_was_over_before_it_began_starts_with_being_due():
    assert stages.carried(fired="review", started_at=DUE_AT, due_at=START, at=DUE_AT + HOUR) is None
