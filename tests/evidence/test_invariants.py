"""Whatever the cast does, legal or not, the ten invariants of custody hold after every step (domain rules 4.3).

A Hypothesis state machine lets badges try verbs on rows that already stand in every state of the lifecycle, over real
PostgreSQL, in a transaction that is rolled back. What chance did not visit of the lifecycle tables is visited on the
shortest way, and of thousands of acts a verb that chance did not do is brought about. The seed and the matrix are
printed (``-s``); put a seed into ``SEED`` to walk the same way again.
"""

from __future__ import annotations

import os
import random
import traceback
from collections import Counter
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace

import hypothesis
import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from custody.core.lifecycle import CustodyState, Family
from custody.ledger.replay import replay_state
from tests.walk import broken, four_eyes, invariants, matrix, sight, start, ways
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
NEVER = {
    "used_seal": "nobody may: a number is one seal for ever",
    "verify_own_order": "nobody may: an order is verified by another",
    "issue_packet": "needs a signed state of the log, and nobody signs what a walk rolls back",
    "take_packet": "needs a packet that was issued, which no walk has",
    "apply_contact": "needs a code that went out by SMS, which no verb reads",
}
"""verb -> why it is never done; each other one is done at least once."""
_LUCK = st.integers(0, 2**20)


class Walk(RuleBasedStateMachine):
    """One sequence of acts, from a house in which there is something in every state."""

    ground = None

    def __init__(self):
        super().__init__()
        self.point = transaction.savepoint()
        self.world = World(self.ground.cast, ALL, visited=self.ground.visited, seen=self.ground.seen)

    @initialize(luck=_LUCK)
    def it_dwells_on(self, luck):
        theme = self.ground.theme_for(luck)
        self.theme, self.world.theme = sorted(THEMES[theme]), theme
        # Every id and secret of a sequence comes of its own draws, so that the same sequence is walked again alike.
        self.ground.chance.seed(f"{self.ground.seed} {self.ground.steps} {luck}")

    def turn(self, names, luck):
        """Let one verb of a list be tried: where there is nothing to try it on, another has its turn.

        Every other time those come first that were seldom done so far, in this sequence and in all before.
        """
        # Hypothesis likes to draw the same number again, and to walk the same way again a little otherwise.
        luck = f"{self.ground.steps} {self.world.steps} {luck}"
        dice = random.Random(luck)
        names = dice.sample(names, min(len(names), PATIENCE))
        if dice.randrange(2):
            names.sort(key=lambda name: self.ground.done[name] + self.world.done[name])
        with self.told():
            for name in names:
                if self.world.attempt(name, luck) is not None:
                    return

    @contextmanager
    def told(self):
        """Keep what goes wrong first as it was: Hypothesis walks again, and may see nothing or something else."""
        try:
            yield
        except BaseException as wrong:  # a test that takes too long ends with one that is no Exception
            if self.ground.wrong is None:
                self.ground.wrong = wrong
                print(f"\nwrong after {self.world.steps} acts:\n{traceback.format_exc()}", flush=True)
            raise

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
            with self.told():
                self.world.fall_down(verb, luck)
        else:
            self.turn(self.theme, luck)

    def teardown(self):
        try:
            self.ground.add(self.world)
            with self.told():
                assert replay_state().findings == []
        finally:
            transaction.savepoint_rollback(self.point)


class Ground(SimpleNamespace):
    """The house every sequence begins from, and what came of all of them."""

    def theme_for(self, luck):
        """Return what the next sequence dwells on: where most was never done, and of those what it dwelt on least."""
        def dwelt(theme):
            return len(set(THEMES[theme]) - set(self.done) - set(NEVER)) / (1 + self.dwelt[theme]) ** 2

        return max(random.Random(luck).sample(sorted(THEMES), len(THEMES)), key=dwelt)

    def add(self, world):
        """Count what a sequence did. One that went wrong does not count: it is walked again, by the same choices."""
        if self.wrong is not None:
            return
        self.steps += world.steps
        self.refusals += world.refusals
        self.done += world.done
        self.answers += world.answers
        self.dwelt[world.theme] += 1
        print(f"{world.steps:4d} acts on {world.theme}, {sum(world.done.values())} done", flush=True)

    def never_done(self):
        """Return each verb that was never done with what came of it most often."""
        answers = {name: Counter() for name in sorted(set(ALL) - set(self.done))}
        for (name, answer), count in self.answers.items():
            if name in answers:
                answers[name][answer] = count
        return {name: found.most_common(3) for name, found in answers.items()}


@pytest.fixture
def chance(monkeypatch):
    """Draw every label, id and secret of the walk from one seed, so that the same seed walks the same way.

    Hypothesis likes to draw numbers that stand in the source of whatever is imported by then: that is another set in
    each worker of a test run, and would make another walk of the same seed.
    """
    drawn = random.Random(SEED)
    monkeypatch.setattr(HypothesisProvider, "_maybe_draw_constant", lambda *_, **__: None)
    monkeypatch.setattr(os, "urandom", drawn.randbytes)
    monkeypatch.setattr(random, "_urandom", drawn.randbytes)
    return drawn


def empty_ground(cast, chance):
    """Return a ground on which nothing stands yet and from which nobody has walked."""
    return Ground(cast=cast, chance=chance, visited=Counter(), refusals=Counter(), done=Counter(), steps=0, seen=None,
                  wrong=None, answers=Counter(), dwelt=Counter())  # fmt: skip


@pytest.fixture
def ground(cast, chance):
    """Return a house with something in every state, looked at once from its first day on."""
    made = empty_ground(cast, chance)
    world = World(cast, ALL, visited=made.visited)
    start.everything(cast)
    world.look("the beginning", world.seen, refused=False)
    made.seen = world.seen
    return made


def walked(ground, *, seed, examples, steps):
    """Let the state machine walk from the ground; print the seed before it begins, and then what it did."""
    print(f"\nseed {seed}: {examples} sequences of {steps} acts", flush=True)
    ground.seed = f"the walk of {seed}"  # not the seed of the ground, whose ids are taken
    machine = type("Walk", (Walk,), {"ground": ground})
    try:
        run_state_machine_as_test(
            hypothesis.seed(seed)(machine),
            settings=settings(
                max_examples=examples, stateful_step_count=steps, deadline=None, database=None, phases=[Phase.generate],
                report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
    except Flaky as unlike:
        raise ground.wrong or unlike from unlike
    print(matrix.said_of(ground.refusals))
    by_chance = len(set(ground.visited) & sight.table())
    print(f"\nseed {seed}: {ground.steps} acts tried in {examples} sequences, {sum(ground.done.values())} done, "
          f"{sum(ground.refusals.values())} refused for {len(ground.refusals)} reasons; "
          f"{by_chance} of {len(sight.table())} moves by chance")  # fmt: skip
    for name, answers in ground.never_done().items():
        print(f"never done: {name}: {', '.join(f'{answer} {count}' for answer, count in answers) or 'never tried'}")


def brought_about(ground):
    """Do each verb that chance never did, by the way that leads to it, each from the same ground."""
    for name in ground.never_done():
        if name in NEVER:
            continue
        point = transaction.savepoint()
        world = World(ground.cast, ALL, visited=ground.visited, seen=ground.seen)
        assert ways.led_to(world, name), f"the way to {name} leads elsewhere: {world.answers}"
        print(f"{name} was brought about in {world.steps} acts", flush=True)
        ground.steps, ground.done = ground.steps + world.steps, ground.done + world.done
        transaction.savepoint_rollback(point)


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
def test_each_verb_has_a_way_that_leads_to_it(ground):
    brought_about(ground)

    assert set(ground.never_done()) == set(NEVER)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_the_invariants_hold_over_thousands_of_acts(ground):
    # Not out of the one source of the fixture: another seed each night.
    walked(ground, seed=random.Random().getrandbits(32), examples=48, steps=150)
    brought_about(ground)
    completed(ground)
    print(matrix.drawn(ground.visited))

    assert set(ground.visited) == sight.table()
    assert ground.steps > 4_000
    assert set(ALL) - set(ground.done) <= set(NEVER)


def test_what_goes_wrong_once_is_told_as_it_was_and_not_as_flaky(cast, chance, monkeypatch):
    ground = empty_ground(cast, chance)
    goes_wrong = iter([None, AssertionError("a kilo is missing")])

    def attempt(world, name, luck):
        if wrong := next(goes_wrong, None):
            raise wrong
        return "done"

    monkeypatch.setattr(World, "attempt", attempt)
    with pytest.raises(AssertionError, match="a kilo is missing"):
        walked(ground, seed=SEED, examples=2, steps=5)
    assert ground.steps == 0


def test_the_ways_lead_over_verbs_to_verbs():
    assert {verb for way in ways.BEFORE.values() for verb in way} | set(ways.BEFORE) | set(ways.READY) <= set(ALL)
    assert set(NEVER) <= set(ALL)


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
