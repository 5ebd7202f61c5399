"""The mass balance, as arithmetic: nothing is lost, and no more may be missing than was explained."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.destruction.balance import Balance, add_up

mg = st.integers(min_value=0, max_value=10**12)
some_mg = st.integers(min_value=0, max_value=10**7)


@st.composite
def balances(draw):
    return Balance(
        booked_mg=draw(st.none() | mg), sampled_mg=draw(some_mg), burnt_mg=draw(mg),
        tolerance_mg=draw(st.none() | some_mg), lost_mg=draw(some_mg), gained_mg=draw(some_mg),
        was_weighed=draw(st.booleans()), added_mg=draw(some_mg),
    )


@given(st.lists(balances(), max_size=20))
def test_what_was_booked_is_what_burnt_was_sampled_or_varies(parts):
    total = add_up(parts)

    assert total.booked_mg == total.burnt_mg + total.sampled_mg + total.variance_mg
    assert total.unit_count == len(parts)


@given(booked=mg, sampled=some_mg, missing=st.integers(min_value=-(10**7), max_value=10**7),
       tolerance=some_mg, lost=some_mg, gained=some_mg)
def test_a_weighed_unit_closes_exactly_within_tolerance_and_explanation(
    booked, sampled, missing, tolerance, lost, gained
):
    balance = Balance(booked_mg=booked, sampled_mg=sampled, burnt_mg=booked - sampled - missing,
                      tolerance_mg=tolerance, lost_mg=lost, gained_mg=gained)

    assert balance.variance_mg == missing
    assert balance.closes == (-tolerance - gained <= missing <= tolerance + lost)


@given(balances(), st.integers(min_value=1, max_value=10**7))
def test_more_missing_never_makes_a_balance_close(balance, more):
    less_burnt = Balance(
        booked_mg=balance.booked_mg, sampled_mg=balance.sampled_mg, burnt_mg=balance.burnt_mg - more,
        tolerance_mg=balance.tolerance_mg, lost_mg=balance.lost_mg, gained_mg=balance.gained_mg,
        was_weighed=balance.was_weighed, added_mg=balance.added_mg,
    )

    if balance.variance_mg >= 0 and not balance.closes:
        assert not less_burnt.closes


@pytest.mark.parametrize(
    ("changes", "closes"),
    [
        ({}, True),
        ({"burnt_mg": 949}, False),
        ({"burnt_mg": 950}, True),
        ({"burnt_mg": 1_050}, True),
        ({"burnt_mg": 1_051}, False),
        ({"burnt_mg": 1_051, "was_weighed": False}, True),
        ({"burnt_mg": 949, "was_weighed": False}, False),
        ({"burnt_mg": 900, "lost_mg": 50}, True),
        ({"burnt_mg": 899, "lost_mg": 50}, False),
        ({"burnt_mg": 1_100, "gained_mg": 50}, True),
        ({"burnt_mg": 1_101, "gained_mg": 50}, False),
        ({"burnt_mg": 900, "sampled_mg": 100}, True),
        ({"burnt_mg": 0, "tolerance_mg": None}, True),
        ({"burnt_mg": 0, "booked_mg": None}, True),
    ],
)
def test_a_balance_closes_or_not(changes, closes):
    figures = {"booked_mg": 1_000, "sampled_mg": 0, "burnt_mg": 1_000, "tolerance_mg": 50}

    assert Balance(**(figures | changes)).closes is closes


def test_what_was_never_booked_counts_as_what_came_of_it():
    total = add_up([Balance(booked_mg=None, sampled_mg=5, burnt_mg=95, tolerance_mg=0)])

    assert (total.booked_mg, total.variance_mg) == (100, 0)
