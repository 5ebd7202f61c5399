"""Salami theft is seen in what was accepted, and honest scales accuse nobody: rates over a thousand seeded runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core.trend import (
    ALARM,
    ENOUGH_OTHERS,
    FORGIVEN,
    LEAST,
    MOST_OF_SCALE,
    Change,
    Trend,
    loss_of,
    trend,
    usual_loss,
)
from tests.core.salami import simulate

RUNS = 1_000
changes = st.builds(Change, st.integers(-10**6, 10**6), st.integers(1, 10**6))


def test_twelve_drums_light_with_one_custodian_are_found_and_the_same_sum_at_random_is_not():
    stolen = [simulate(seed, salami=True) for seed in range(RUNS)]
    honest = [simulate(seed, salami=False) for seed in range(RUNS)]

    found = sum(each.thief in each.by_trend for each in stolen) / RUNS
    either = sum(each.thief in each.by_trend | each.by_tolerance for each in stolen) / RUNS
    others = sum(bool(each.by_trend - {each.thief}) for each in stolen) / RUNS
    false = sum(bool(each.by_trend) for each in honest) / RUNS
    print(
        f"\n{RUNS} seeded runs, 6 custodians with 12 drums each. Twelve drums 0.3 % light with one of them: found by "
        f"the trend {found:.1%}, by the trend or a single weighing {either:.1%}, somebody else accused {others:.1%}. "
        f"The same sum taken at random: false {false:.1%}"
    )
    assert found >= 0.95
    assert false <= 0.05
    assert others <= 0.05


@given(st.lists(changes, max_size=30))
def test_gains_are_no_trend_and_who_loses_nothing_is_never_accused(some):
    assert trend([Change(abs(each.difference_mg), each.uncertainty_mg) for each in some]) is None


@given(st.lists(changes, max_size=30), changes)
def test_a_loss_more_never_calms_the_alarm(some, last):
    worse = Change(last.difference_mg - 1_000, last.uncertainty_mg)

    if trend([*some, last]) is not None:
        assert trend([*some, worse]) is not None


@given(st.lists(changes, max_size=30))
def test_a_trend_tells_how_many_weighings_lost_how_much(some):
    found = trend(some)

    if found is not None:
        assert found.count >= LEAST
        assert found.lost_mg == -sum(each.difference_mg for each in some[-found.count :])
        assert found.score >= ALARM


def test_three_large_losses_are_enough_and_two_are_not():
    # Two units of uncertainty each: more would be beyond tolerance.
    loss = Change(-200_000, 100_000)

    assert trend([loss] * 2) is None
    assert trend([loss] * 3) == Trend(count=3, lost_mg=600_000, score=3 * (200 - FORGIVEN))
    assert trend([loss, Change(400_000, 100_000), loss, loss]) is None
    assert trend([]) is None


def test_what_the_scale_loses_is_not_laid_to_who_uses_it():
    assert trend([Change(-200_000, 100_000, usual=150)] * 20) is None
    assert trend([Change(-200_000, 100_000, usual=-50)] * 3) is not None


@pytest.mark.parametrize(
    ("others", "usual"),
    [([-100] * (ENOUGH_OTHERS - 1), 0), ([-100] * ENOUGH_OTHERS, 100), ([-900] * 20, MOST_OF_SCALE),
     ([900] * 20, -MOST_OF_SCALE), ([-50, 50] * 5 + [-10], 10)],
)  # fmt: skip
def test_the_usual_loss_of_a_scale_is_the_middle_of_what_others_lose(others, usual):
    assert usual_loss(Change(mg, 100) for mg in others) == usual


def test_a_scale_without_uncertainty_divides_by_nothing():
    assert loss_of(Change(-3, 0)) == 300
