"""Every step that the lifecycle table does not have, from every state, is refused by page, by API and by shell.

The rows are those of the events (``tests/api/lifecycle``), each tried on a unit that stands in the state. The state is
set by hand: how a unit got there is another test's business, and some states are ends that one act alone leads to.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import transaction

from custody.core.lifecycle import CUSTODY, SEARCH, TERMINAL, CustodyState, Family, SearchState
from custody.evidence.models import HandlingUnit
from custody.ledger.models import Event
from tests.api.lifecycle import table
from tests.api.lifecycle.ground import ground
from tests.api.test_every_refusal import by_api, by_page, by_shell

DOORS = {"page": by_page, "api": by_api, "shell": by_shell}


def states_of(family):
    """Return every state that a unit of the family can be in."""
    steps = [step for (of, _), step in CUSTODY.items() if of is family]
    return {state for step in steps for state in (*step, *step.values()) if state is not None}


def forbidden_steps():
    """Return each event of the custody table with each state it cannot happen in; one that begins a life has none."""
    found = set()
    for (family, code), step in CUSTODY.items():
        if None not in step:
            found |= {(family, code, state) for state in states_of(family) - set(step)}
    return found


@pytest.fixture
def at(cast):
    return ground(cast)


def standing_in(at, family, state):
    """Return the house with a unit of the family in the state, in the hands of who would act on it."""
    unit = at.free if family is Family.CONVEYANCE else at.stored
    is_inside, is_ash = state is CustodyState.INSIDE, state in (CustodyState.DESTROYED, CustodyState.RECONCILED)
    holder = at.cast.officer if family is Family.CONVEYANCE else at.cast.storekeeper
    if state in TERMINAL or is_inside:
        holder = None
    HandlingUnit.objects.filter(pk=unit.pk).update(
        custody_state=state.value, custodian=holder, co_custodian=None, parent=at.held.unit if is_inside else None,
        authority_state="scheduled" if is_ash else unit.authority_state,
    )
    unit = HandlingUnit.objects.get(pk=unit.pk)
    hands = {} if holder is None else {"crew": holder}
    return SimpleNamespace(**vars(at) | {
        "cast": SimpleNamespace(**vars(at.cast) | hands),
        **({"free": unit} if family is Family.CONVEYANCE else {"ash": unit, "stored": unit}),
    })  # fmt: skip


def wrong_steps(at, caller, *, family, states, doors):
    """Return what is wrong with the forbidden steps of the states, and the steps that were tried."""
    wrong, tried = [], set()
    for state in sorted(states):
        point = transaction.savepoint()
        here = standing_in(at, family, state)
        unit, rows = (here.free if family is Family.CONVEYANCE else here.ash), table.rows(here)
        for step in sorted((each for each in forbidden_steps() if each[::2] == (family, state)), key=str):
            row = SimpleNamespace(**vars(rows[step[:2]]) | {"codes": ("*",)})
            fault = fault_of(here, row, caller, doors=doors, unit=unit)
            wrong += [f"{step[1]} while {state}, {fault}"] if fault else []
            tried.add(step)
        transaction.savepoint_rollback(point)
    return wrong, tried


def fault_of(here, row, caller, *, doors, unit):
    """Return what is wrong with one row, by the first door it is wrong at; nothing is left behind."""
    for door in doors:
        point, events = transaction.savepoint(), Event.objects.count()
        try:
            DOORS[door](here, row, caller)
            assert Event.objects.count() == events, "something was recorded"
            assert HandlingUnit.objects.get(pk=unit.pk).custody_state == unit.custody_state
        except Exception as fault:  # noqa: BLE001 - every step is told of, not the first that is wrong
            return f"by {door}: {type(fault).__name__} {fault}"
        finally:
            transaction.savepoint_rollback(point)
    return ""


FAMILIES = pytest.mark.parametrize("family", list(Family), ids=lambda family: family.value)


@FAMILIES
def test_every_forbidden_step_is_refused_by_every_door_and_changes_nothing(acted_here, at, caller, family):
    ends = states_of(family) & TERMINAL
    wrong, tried = wrong_steps(at, caller, family=family, states=states_of(family) - ends, doors=DOORS)
    # At its end nothing can be done with a unit, and every page says so by the same rule: all pages, by night.
    more, ended = wrong_steps(at, caller, family=family, states=ends, doors=("api", "shell"))

    assert wrong + more == [], "\n".join(wrong + more)
    assert tried | ended == {each for each in forbidden_steps() if each[0] is family}, "a step without a row"


@pytest.mark.nightly
@FAMILIES
def test_every_page_refuses_every_step_of_what_is_at_its_end(acted_here, at, caller, family):
    wrong, tried = wrong_steps(at, caller, family=family, states=states_of(family) & TERMINAL, doors=("page",))

    assert wrong == [], "\n".join(wrong)
    assert tried


def test_every_forbidden_step_of_a_search_is_refused_by_every_door(acted_here, at, caller):
    wrong = []
    for code, step in SEARCH.items():
        for state in set(SearchState) - set(step):
            point = transaction.savepoint()
            HandlingUnit.objects.filter(pk=at.stored.pk).update(search_state=state.value)
            unit = HandlingUnit.objects.get(pk=at.stored.pk)
            here = SimpleNamespace(**vars(at) | {"ash": unit, "stored": unit})
            row = SimpleNamespace(**vars(table.rows(here)[None, code]) | {"codes": ("lifecycle.search",)})
            fault = fault_of(here, row, caller, doors=DOORS, unit=unit)
            wrong += [f"{code} while {state}, {fault}"] if fault else []
            transaction.savepoint_rollback(point)

    assert wrong == [], "\n".join(wrong)


def test_the_forbidden_steps_are_those_that_the_table_lacks():
    found = forbidden_steps()

    assert len(found) > 400
    assert (Family.GOODS, "unit.stored/1", CustodyState.AT_FURNACE) in found
    assert (Family.GOODS, "sampling.closed/1", CustodyState.IN_TRANSIT) in found
