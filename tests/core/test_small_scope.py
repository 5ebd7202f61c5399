"""The lifecycle tables as they are in the house, explored to the last state in a small scope: nothing breaks a rule."""

from __future__ import annotations

from functools import cache

import pytest

from custody.core.lifecycle import AUTHORITY, CUSTODY, SEARCH, CustodyState, Family
from tests.core import small_scope
from tests.core.small_scope import Graph, HalfAnAct, Store, Unit, acts_on, beside, crash, explore, refused


@cache
def graphs(*, coarse):
    """Return the graphs of one unit of each kind: tests only look at them."""
    return [Graph(Unit(family, inside=inside), coarse=coarse) for family, inside in
            ((Family.CONVEYANCE, False), (Family.GOODS, False), (Family.GOODS, True))]  # fmt: skip


def test_every_state_of_one_unit_with_all_three_people_told_apart_keeps_the_rules():
    fine = graphs(coarse=False)

    print(f"\none unit, three people: {[len(graph.states) for graph in fine]} states, "
          f"{sum(graph.tried for graph in fine)} acts")  # fmt: skip
    assert [fault for graph in fine for fault in graph.faults] == []
    reached = {(unit.family, unit.custody) for graph in fine for unit in graph.states}
    assert reached == {(family, state) for (family, _), step in CUSTODY.items() for state in (*step, *step.values())}


def test_every_state_of_three_units_and_three_people_is_visited_and_none_breaks_a_rule():
    three = graphs(coarse=True)

    seen, tried, fallen, codes = explore(three, together=beside)

    print(f"\nthree units, three people: {len(seen)} states, {tried} acts; {fallen} moves of a unit died after the "
          "row, after the event and after the commit")  # fmt: skip
    assert [fault for graph in three for fault in graph.faults] == []
    assert len(seen) > 10_000
    taken = {code for _, code in codes}
    assert {code for _, code in CUSTODY} | set(AUTHORITY) | set(SEARCH) <= taken


def test_where_the_tables_have_no_step_they_refuse_in_words():
    for graph in graphs(coarse=True):
        for unit in graph.states:
            codes = {code for (family, code), step in CUSTODY.items() if family is unit.family
                     and unit.custody not in step}  # fmt: skip
            codes |= {code for code, step in AUTHORITY.items() if unit.authority not in step}
            codes |= {code for code, step in SEARCH.items() if unit.search not in step}
            assert all(refused(unit, code) for code in codes)


def test_what_is_gone_has_no_way_back():
    for unit in (unit for graph in graphs(coarse=False) for unit in graph.states if unit.custody and not unit.is_live):
        ends = {step.after.custody for step in acts_on(unit)}
        assert ends <= {CustodyState.RECONCILED}


class WritesAtOnce(Store):
    """A house without a transaction: each half stands as soon as it is written."""

    def write_row(self, state):
        self.row = self.new_row = state

    def append_event(self, state):
        self.told = self.new_told = state


class ForgetsTheEvent(Store):
    """A house that commits the row alone."""

    def commit(self):
        self.row = self.new_row


@pytest.mark.parametrize("broken", [WritesAtOnce, ForgetsTheEvent])
def test_a_house_in_which_half_an_act_stays_is_noticed(broken):
    with pytest.raises(HalfAnAct):
        explore(graphs(coarse=True), store=broken())
    crash(Store(), 1, 2)


def test_a_table_with_a_hole_is_noticed(monkeypatch):
    hole = {CustodyState.STORED: CustodyState.DESTROYED, **CUSTODY[Family.GOODS, "unit.destroyed/1"]}
    monkeypatch.setitem(CUSTODY, (Family.GOODS, "unit.destroyed/1"), hole)
    monkeypatch.setattr(small_scope, "TO_FIRE", {"unit.staged/1"})
    monkeypatch.setitem(CUSTODY, (Family.GOODS, "unit.returned/1"), {CustodyState.LOST: CustodyState.STORED})

    faults = Graph(Unit(Family.GOODS)).faults

    assert any(fault.startswith("3:") for fault in faults)
    assert any(fault.startswith(("1:", "4:")) for fault in faults)
