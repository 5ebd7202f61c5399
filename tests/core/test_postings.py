"""The books of mass: whatever happens to the units, every milligram stands somewhere, once."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core.events import all_event_types
from custody.core.folds import FOLDS
from custody.core.lifecycle import CUSTODY, GONE, Family
from custody.core.postings import (
    NOTHING,
    RULES,
    Account,
    Held,
    How,
    Line,
    after,
    held_after,
    id_of,
    post,
    sheet_of,
)

CODES = {each.code for each in all_event_types()}
mg = st.integers(min_value=1, max_value=10**9)
A = Account


def told(code, kind="bag", inside=False, held=NOTHING, found_mg=None, **values):
    return post(code, values, kind=kind, is_inside=inside, held=held, found_mg=found_mg)


def lived(steps, kind="bag"):
    """Return the moves of a unit's life, and what it holds at its end."""
    held, moves = NOTHING, []
    for code, values, found in steps:
        for line in post(code, values, kind=kind, is_inside=False, held=held, found_mg=found):
            held = after(held, line, code=code)
            moves.append((line.source, line.to, line.mg))
    return moves, held


registered = st.builds(
    lambda mg, method: ("unit.registered/1", {"gross_mg": mg, "method": method}, None),
    st.none() | mg, st.sampled_from(["weighed", "declared", "dimensional_estimate", None]),
)  # fmt: skip
middle = st.one_of(
    st.builds(lambda mg, how: ("unit.weighed/1", {"gross_mg": mg, "method": how}, None), mg,
              st.sampled_from(["weighed", "declared"])),
    st.builds(lambda mg: ("sample.taken/1", {"gross_mg": mg}, None), mg),
    st.builds(lambda mg: ("sampling.closed/1", {"gross_mg": mg}, None), st.none() | mg),
    st.builds(lambda mg: ("unit.corrected/1", {"gross_mg": mg}, None), st.none() | mg),
    st.builds(lambda mg: ("discrepancy.resolved/1", {}, mg), st.none() | mg),
)  # fmt: skip
end = st.one_of(
    st.builds(lambda mg: ("unit.destroyed/1", {"burnt_mg": mg}, None), mg),
    st.builds(lambda mg: ("unit.superseded/1", {"children_mg": mg}, None), st.none() | mg),
    st.sampled_from(["unit.lost/1", "unit.stolen/1", "unit.returned/1", "unit.handed_over/1", "unit.consumed/1"]).map(
        lambda code: (code, {}, None)
    ),
)


@given(registered, st.lists(middle, max_size=8), st.none() | end)
def test_whatever_happens_every_milligram_stands_in_one_account(first, then, last):
    moves, held = lived([first, *then, *([last] if last else [])])

    sheet = sheet_of(moves)
    assert sheet.sum_mg == 0
    assert all(moved >= 0 for _, _, moved in moves)
    assert held.mg == sheet.held_mg
    assert held.number == len(moves)


@given(registered, st.lists(middle, max_size=8), end)
def test_a_unit_that_is_gone_holds_nothing_and_posts_no_more(first, then, last):
    moves, held = lived([first, *then, last])

    if held.is_booked or last[1]:
        assert held.mg == 0
    if held.is_over:
        assert lived([first, *then, last, *then])[0] == moves


@given(mg, st.lists(mg, max_size=5), mg, mg)
def test_what_was_weighed_is_burnt_sampled_or_a_variance(booked, samples, left, burnt):
    steps = [("unit.registered/1", {"gross_mg": booked, "method": "weighed"}, None)]
    steps += [("sample.taken/1", {"gross_mg": each}, None) for each in samples]
    steps += [("sampling.closed/1", {"gross_mg": left}, None), ("unit.destroyed/1", {"burnt_mg": burnt}, None)]

    sheet = sheet_of(lived(steps)[0])

    assert sheet.booked_mg == booked
    assert sheet.mg[A.BETWEEN] == sum(samples)
    assert (sheet.mg[A.DESTROYED], sheet.mg[A.CUSTODY]) == (burnt, 0)
    assert sheet.mg[A.VARIANCE] == booked - sum(samples) - burnt


@given(st.lists(mg, min_size=1, max_size=6), mg)
def test_what_was_split_stands_in_its_parts_and_was_seized_once(parts, loss):
    whole = sum(parts) + loss
    moves, _ = lived([("unit.registered/1", {"gross_mg": whole, "method": "weighed"}, None),
                      ("unit.superseded/1", {"children_mg": sum(parts)}, None)])  # fmt: skip
    for part in parts:
        moves += lived([("unit.registered/1", {"gross_mg": part, "method": "weighed"}, None),
                        ("unit.derived/1", {"how": "split"}, None)])[0]  # fmt: skip

    sheet = sheet_of(moves)
    assert sheet.is_even
    assert (sheet.booked_mg, sheet.held_mg, sheet.mg[A.VARIANCE]) == (whole, sum(parts), loss)


def test_a_sample_comes_out_of_its_unit_and_is_used_up():
    booked = ("unit.registered/1", {"gross_mg": 100, "method": "weighed"}, None)
    begun = ("unit.registered/1", {"gross_mg": 5, "method": "weighed"}, None)
    opened = [("sample.taken/1", {"gross_mg": 5}, None), ("sampling.closed/1", {"gross_mg": 95}, None)]
    bulk = lived([booked, *opened])[0]
    taken = lived([begun], kind="sample")[0]
    used = lived([begun, ("unit.derived/1", {"how": "split"}, None), ("unit.consumed/1", {}, None)], kind="sample")[0]

    assert sheet_of([*bulk, *taken]).mg == dict.fromkeys(A, 0) | {A.SEIZED: -100, A.CUSTODY: 95, A.SAMPLE: 5}
    assert sheet_of([*bulk, *used]).mg == dict.fromkeys(A, 0) | {A.SEIZED: -100, A.CUSTODY: 95, A.CONSUMED: 5}


def test_the_first_real_weight_takes_the_place_of_an_estimate_and_is_no_variance():
    moves, held = lived([("unit.registered/1", {"gross_mg": 500, "method": "dimensional_estimate"}, None),
                         ("unit.weighed/1", {"gross_mg": 470, "method": "weighed"}, None),
                         ("unit.weighed/1", {"gross_mg": 460, "method": "weighed"}, None)])  # fmt: skip

    assert (held.mg, held.is_estimated) == (470, False)
    assert sheet_of(moves).mg[A.VARIANCE] == 0


def test_an_estimate_that_was_right_is_weighed_all_the_same():
    assert lived([("unit.registered/1", {"gross_mg": 5, "method": None}, None),
                  ("unit.weighed/1", {"gross_mg": 5, "method": "weighed"}, None)])[1] == Held(
        mg=5, number=2, is_booked=True, is_estimated=False)  # fmt: skip


@pytest.mark.parametrize("found", [None, 100])
def test_an_explanation_that_finds_nothing_moves_nothing(found):
    held = Held(mg=100, number=1, is_booked=True)

    assert told("discrepancy.resolved/1", held=held, found_mg=found) == []


def test_an_explained_loss_stands_in_the_variance_and_so_does_a_gain():
    held = Held(mg=100, number=1, is_booked=True)

    assert told("discrepancy.resolved/1", held=held, found_mg=90) == [Line(source=A.CUSTODY, to=A.VARIANCE, mg=10)]
    assert told("discrepancy.resolved/1", held=held, found_mg=110) == [Line(source=A.VARIANCE, to=A.CUSTODY, mg=10)]


def test_a_wrong_entry_that_was_put_right_was_never_seized():
    held = Held(mg=100, number=1, is_booked=True)

    assert told("unit.corrected/1", held=held, gross_mg=90) == [Line(source=A.CUSTODY, to=A.SEIZED, mg=10)]
    assert told("unit.corrected/1", held=held, gross_mg=100) == [Line(source=A.SEIZED, to=A.CUSTODY, mg=0)]
    assert told("unit.corrected/1", held=held, gross_mg=None) == told("unit.corrected/1", gross_mg=90) == []


def test_what_was_never_booked_counts_as_what_came_of_it():
    assert told("unit.destroyed/1", burnt_mg=95) == [Line(source=A.SEIZED, to=A.DESTROYED, mg=95)]
    assert told("sample.taken/1", gross_mg=5) == [Line(source=A.SEIZED, to=A.BETWEEN, mg=5)]
    assert told("unit.lost/1") == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"inside": True}, "unit.registered/1"), ({"kind": "dummy"}, "unit.registered/1"),
     ({"kind": "container"}, "unit.registered/1"), ({}, "unit.placed/1"),
     ({"held": Held(is_over=True)}, "unit.registered/1")],
)  # fmt: skip
def test_what_is_part_of_another_or_no_drug_posts_nothing(changes, code):
    assert told(code, **changes, gross_mg=5, method="weighed") == []


def test_postings_are_counted_and_named_by_their_unit():
    lines = [("unit.registered/1", Line(source=A.SEIZED, to=A.CUSTODY, mg=7))]

    assert held_after(lines) == Held(mg=7, number=1, is_booked=True)
    unit = UUID(int=1)
    assert id_of(unit, 1) == id_of(unit, 1) != id_of(unit, 2)


def test_every_rule_is_about_an_event_that_exists_and_has_the_field():
    by_code = {each.code: each for each in all_event_types()}
    for code, rule in RULES.items():
        assert code in CODES
        assert not rule.mass or rule.mass in by_code[code].fields


def test_every_way_in_which_goods_end_has_its_account():
    ends = {code for (family, code), step in CUSTODY.items() if family is Family.GOODS
            for state in step.values() if state in GONE}  # fmt: skip

    assert ends - {"unit.reconciled/1"} <= {code for code, rule in RULES.items() if rule.how is How.END}


BOOKS_NOTHING = {
    "unit.contained/1",  # a conveyance is no goods
    "unit.enclosed/1",  # what lies inside another is part of its mass
    "unit.booked/1",  # the weighing before it has posted the first weight
}


def test_every_event_that_books_a_mass_of_a_unit_posts_or_says_why_not():
    books = {
        code for code, changes in FOLDS.items() for change in changes
        if change.table == "custody_handlingunit" and "gross_mg" in change.columns
    }  # fmt: skip

    assert books - set(RULES) == BOOKS_NOTHING
