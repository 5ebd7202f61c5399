"""Whatever the cast does, legal or not, the ten invariants of custody hold after every step (domain rules 4.3).

A Hypothesis state machine lets badges try verbs on rows that already stand in every state of the lifecycle, over real
PostgreSQL, in a transaction that is rolled back. What chance did not visit of the lifecycle tables is visited on the
shortest way. The seed and the matrix are printed (``-s``); put a seed into ``SEED`` to walk the same way again.
"""

from __future__ import annotations

import os
import random
import secrets
from collections import Counter
from contextlib import nullcontext
from types import SimpleNamespace

import hypothesis
import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from custody.core.lifecycle import CustodyState, Family
from custody.ledger.replay import replay_state
from tests.walk import broken, four_eyes, invariants, matrix, sight, start
from tests.walk.acts import ALL, THEMES
from tests.walk.directed import Guide
from tests.walk.world import World

SEED = 20_260_412
GOES_ON = sorted(
    {"accept", "sign", "stage", "draw", "test_lots", "attest", "load", "burn", "reconcile_units", "found", "missing",
     "arrive", "plan", "check_in", "go_on", "count_unit", "send_link", "follow_link", "tell_burn", "dispose_of_residue",
     "clear_place", "let_go", "settle_notice"}
    | {name for name in ALL if name.startswith(("decide", "approve", "begin_", "finish_", "sign_", "answer_", "close_",
                                                "end_", "verify_", "confirm_", "take_"))}
)  # fmt: skip
"""What follows on something that was begun: chosen as often as all the rest together, so that lives come to an end."""
PATIENCE = 12
NEVER = {"used_seal", "verify_own_order"}
"""Verbs that nobody may ever do; of thousands of acts each other one is done at least once."""
_LUCK = st.integers(0, 2**20)


class Walk(RuleBasedStateMachine):
    """One sequence of acts, from a house in which there is something in every state."""

    ground = None

    def __init__(self):
        super().__init__()
        self.point = transaction.savepoint()
        self.world = World(self.ground.cast, ALL, visited=self.ground.visited, seen=self.ground.seen)

    @initialize(theme=st.sampled_from(sorted(THEMES)))
    def it_dwells_on(self, theme):
        self.theme = sorted(THEMES[theme])

    def turn(self, names, luck):
        """Let one verb of a list be tried: where there is nothing to try it on, another has its turn."""
        for name in random.Random(luck).sample(names, min(len(names), PATIENCE)):
            if self.world.attempt(name, luck) is not None:
                return

    @rule(luck=_LUCK)
    def somebody_does_what_it_dwells_on(self, luck):
        self.turn(self.theme, luck)

    @rule(luck=_LUCK)
    def somebody_does_something(self, luck):
        self.turn(sorted(ALL), luck)

    @rule(luck=_LUCK)
    def what_was_begun_goes_on(self, luck):
        self.turn(GOES_ON, luck)

    @rule(verb=st.sampled_from(sorted(ALL)), luck=_LUCK)
    def the_house_falls_down_in_the_middle(self, verb, luck):
        if luck % 4 == 0:
            self.world.fall_down(verb, luck)
        else:
            self.turn(self.theme, luck)

    def teardown(self):
        try:
            self.ground.add(self.world)
            assert replay_state().findings == []
        finally:
            transaction.savepoint_rollback(self.point)


class Ground(SimpleNamespace):
    """The house every sequence begins from, and what came of all of them."""

    def add(self, world):
        """Count what a walk did."""
        self.steps += world.steps
        self.refusals += world.refusals
        self.done += world.done


@pytest.fixture
def chance(monkeypatch):
    """Draw every label, id and secret of the walk from one seed, so that the same seed walks the same way."""
    drawn = random.Random(SEED)
    monkeypatch.setattr(os, "urandom", drawn.randbytes)
    monkeypatch.setattr(random, "_urandom", drawn.randbytes)
    return drawn


@pytest.fixture
def ground(cast, chance):
    """Return a house with something in every state, looked at once from its first day on."""
    made = Ground(cast=cast, chance=chance, visited=Counter(), refusals=Counter(), done=Counter(), steps=0, seen=None)
    world = World(cast, ALL, visited=made.visited)
    start.everything(cast)
    world.look("the beginning", world.seen, refused=False)
    made.seen = world.seen
    return made


def walked(ground, *, seed, examples, steps):
    """Let the state machine walk from the ground; print the seed before it begins, and then what it did."""
    print(f"\nseed {seed}: {examples} sequences of {steps} acts", flush=True)
    ground.chance.seed(f"the walk of {seed}")  # not the seed of the ground, whose ids are taken
    machine = type("Walk", (Walk,), {"ground": ground})
    run_state_machine_as_test(
        hypothesis.seed(seed)(machine),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, phases=[Phase.generate],
            report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    print(matrix.said_of(ground.refusals))
    by_chance = len(set(ground.visited) & sight.table())
    print(f"\nseed {seed}: {ground.steps} acts tried in {examples} sequences, {sum(ground.done.values())} done, "
          f"{sum(ground.refusals.values())} refused for {len(ground.refusals)} reasons; "
          f"{by_chance} of {len(sight.table())} moves by chance; "
          f"never done: {', '.join(sorted(set(ALL) - set(ground.done)))}")  # fmt: skip


def completed(ground):
    """Take each move that nobody made yet on the shortest way, all from the same ground.

    The ways that begin late in a life are long and take many others with them: they are walked first.
    """
    for row in sorted(sight.table(), key=str, reverse=True):
        if row in ground.visited:
            continue
        point = transaction.savepoint()
        Guide(World(ground.cast, ALL, visited=ground.visited, seen=ground.seen)).take(row)
        assert row in ground.visited, f"the way to {row} leads elsewhere"
        transaction.savepoint_rollback(point)


def test_the_invariants_hold_after_every_act_of_any_sequence(ground):
    walked(ground, seed=SEED, examples=7, steps=30)
    print(matrix.drawn(ground.visited))

    assert set(ground.visited) <= sight.table()
    assert ground.steps > 100
    assert len(ground.refusals) > 15


def test_each_move_of_the_lifecycle_tables_is_made_and_the_invariants_hold_after_it(ground, monkeypatch):
    completed(ground)
    print(f"\n{matrix.drawn(ground.visited)}")

    assert set(ground.visited) == sight.table()
    assert replay_state().findings == []
    # A row of the tables that nobody can visit ends it.
    nowhere = ("custody", Family.GOODS, CustodyState.STORED, "unit.arrived/1")
    monkeypatch.setattr(sight, "table", lambda: {nowhere})
    with pytest.raises(AssertionError, match="refused"):
        completed(ground)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_the_invariants_hold_over_thousands_of_acts(ground):
    walked(ground, seed=secrets.randbits(32), examples=48, steps=150)
    completed(ground)
    print(matrix.drawn(ground.visited))

    assert set(ground.visited) == sight.table()
    assert ground.steps > 4_000
    assert set(ALL) - set(ground.done) <= NEVER


# --- an invariant that cannot fail would prove nothing ------------------------------------------------


def nobody_has_it(world, step, monkeypatch):
    next(unit for unit in step.after.units.values() if unit.custody_state == "stored").custodian_id = None


def one_signs_both_sides(world, step, monkeypatch):
    monkeypatch.setattr(four_eyes, "NEVER_ONE", (("custody_transfer", "giver_id", "giver_id"),))


def ash_without_a_burn(world, step, monkeypatch):
    next(unit for unit in step.after.units.values() if unit.custody_state == "seized").custody_state = "destroyed"


def a_bag_weighs_less(world, step, monkeypatch):
    bag = next(unit for unit in step.after.units.values() if unit.custody_state == "stored")
    type(bag).objects.filter(pk=bag.pk).update(gross_mg=1)


def a_bag_weighs_more(world, step, monkeypatch):
    next(unit for unit in step.after.units.values() if unit.gross_mg).gross_mg += 1


def another_seal(world, step, monkeypatch):
    bag = next(unit for unit in step.after.units.values() if unit.custody_state == "stored")
    type(bag).objects.filter(pk=bag.pk).update(seal="AN1")


def another_past(world, step, monkeypatch):
    monkeypatch.setattr(invariants, "digest_until", lambda newest: (1, "another", newest))


def seen_before_it_was_logged(world, step, monkeypatch):
    world.shown_unlogged = 1


def a_message_names_a_place(world, step, monkeypatch):
    world.read_deliveries, world.place_words = set(), [" "]


def evidence_may_be_deleted(world, step, monkeypatch):
    monkeypatch.setattr(invariants, "KEPT", ("django_session",))


BREAKS = (nobody_has_it, one_signs_both_sides, ash_without_a_burn, a_bag_weighs_less, a_bag_weighs_more, another_seal,
          another_past, seen_before_it_was_logged, a_message_names_a_place, evidence_may_be_deleted)  # fmt: skip


def test_each_invariant_notices_when_it_is_broken(ground, monkeypatch):
    for invariant, break_it in zip(invariants.INVARIANTS, BREAKS, strict=True):
        point = transaction.savepoint()
        world = World(ground.cast, ALL)
        before = world.seen
        step = sight.step_since(before)
        invariant(step, world)
        with monkeypatch.context() as patch:
            break_it(world, step, patch)
            with pytest.raises(AssertionError):
                invariant(step, world)
        transaction.savepoint_rollback(point)


def test_a_house_with_a_guard_taken_out_does_not_pass_the_walk(ground, monkeypatch):
    """Once for each invariant; what the database refuses itself, the walk ends on too."""
    for number, break_it in enumerate(broken.BROKEN, 1):
        point = transaction.savepoint()
        world = World(ground.cast, ALL)
        allowed = broken.deleting_allowed if break_it is broken.the_house_may_delete_seals else nullcontext
        with monkeypatch.context() as patch, allowed():
            act = break_it(world, patch)
            world.seen = sight.look()
            with pytest.raises((AssertionError, DatabaseError)) as seen:
                world.carry_out(break_it.__name__, act)
        transaction.savepoint_rollback(point)
        said = str(seen.value).splitlines()[0]
        print(f"{number:2d}  {break_it.__name__}: {said}")
        assert isinstance(seen.value, DatabaseError) or said.startswith(f"invariant_{number}_"), said
