"""One walk: what it has seen, who tries what, and what came of it."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import contextmanager, nullcontext
from unittest import mock

from custody.core.errors import CustodyError
from custody.core.lifecycle import GONE
from custody.evidence.actions import consult
from custody.evidence.models import Consultation, HandlingUnit
from custody.ledger import recording
from custody.organisation.models import Place
from tests import stories
from tests.walk import sight
from tests.walk.invariants import INVARIANTS

STRANGERS = 12
"""One act in so many is tried by anybody of the cast, whatever it is."""


TRIED = frozenset({"request.link_tried/1", "seal.misread/1"})
"""What is told, and raised, of an act that is refused: a link that was tried and a seal that was read wrong are facts
of their own. Of nothing else."""


class NothingToDo(Exception):
    """There is no row that the verb could be tried on."""


class _Fallen(Exception):
    """The house fell down."""


class World:
    """A walk over the rows of one database: it tries verbs, and looks at every invariant after each."""

    def __init__(self, cast, verbs, *, visited=None, seen=None):
        self.cast, self.verbs = cast, verbs
        self.people = sorted(cast.by_badge.values(), key=lambda officer: officer.badge)
        self.place_words = list(Place.objects.values_list("code_word", flat=True))
        self.visited = Counter() if visited is None else visited
        self.refusals, self.tried, self.done, self.answers = Counter(), Counter(), Counter(), Counter()
        self.theme = ""
        self.read_deliveries, self.secrets = set(), {}
        self.shown = self.shown_unlogged = 0
        self.dice = random.Random(0)
        self.seen = seen or sight.look()

    # --- luck ----------------------------------------------------------------------------------------

    def one_of(self, rows):
        """Return one of the rows by the dice; raise ``NothingToDo`` when there is none."""
        rows = list(rows)
        if not rows:
            raise NothingToDo
        return self.dice.choice(rows)

    def unit(self, *states, family=None, mostly=9):
        """Return a unit, nine times in ten one in these states, of this family."""
        units = sorted(self.seen.units.values(), key=lambda unit: unit.label)
        near = [
            unit for unit in units
            if (not states or unit.custody_state in states) and family in (None, unit.family)
        ]
        live = [unit for unit in units if unit.custody_state not in GONE]
        if self.dice.randrange(10) >= mostly:
            near = self.dice.choice([live, units])
        return HandlingUnit.objects.get(pk=self.one_of(near or live or units).pk)

    @contextmanager
    def acting(self, officer):
        """Let every act of the block be done by this officer, whoever it was meant for."""
        meant = stories.act_of
        with mock.patch.object(stories, "act_of", lambda _, **changes: meant(officer, **changes)):
            yield

    # --- steps ---------------------------------------------------------------------------------------

    def attempt(self, name, luck):
        """Try one verb; check what it left, allowed or refused. Return ``None``, ``done`` or the refusal's code."""
        self.dice = random.Random(f"{name} {luck}")
        stranger = self.dice.choice(self.people) if self.dice.randrange(STRANGERS) == 0 else None
        try:
            with nullcontext() if stranger is None else self.acting(stranger):
                act = self.verbs[name](self)
        except NothingToDo:
            self.answers[name, "nothing to do it on"] += 1
            return None
        return self.carry_out(name, act, by=stranger)

    def carry_out(self, name, act, *, by=None):
        """Do an act that is ready and look at all that must hold; return ``done`` or the code of the refusal."""
        self.tried[name] += 1
        before, answer, said = self.seen, "done", ""
        try:
            with mock.patch.object(consult, "place_by_id", self._shown):
                if by is None:
                    act()
                else:
                    with self.acting(by):
                        act()
        except CustodyError as refusal:
            answer, said = refusal.code, refusal.sentence()
        self.answers[name, answer] += 1
        assert answer == "done" or (answer and " " in said), f"{name} was refused without a word"
        self.look(name, before, refused=answer != "done")
        (self.done if answer == "done" else self.refusals)[name if answer == "done" else answer] += 1
        return answer

    def fall_down(self, name, luck):
        """Let the house die in the middle of an act, after its rows are written: nothing may be left of it."""
        self.dice = random.Random(f"{name} {luck}")
        before = self.seen
        try:
            act = self.verbs[name](self)
            with mock.patch.object(recording, "_finish", side_effect=_Fallen):
                act()
        except (NothingToDo, CustodyError, _Fallen):
            pass
        self.look(f"{name}, broken off,", before, refused=True)

    def look(self, name, before, *, refused):
        """Check every invariant on what has changed since a sight."""
        step = sight.step_since(before)
        told = {line.type.code for line in step.told}
        if refused and not (told & TRIED and told <= TRIED | {"alert.raised/2"}):
            assert step.after.same_as(before), f"{name} was refused and left something behind: {sorted(told)}"
        else:
            assert step.told, f"{name} was done and nobody was told"
        for move in sight.transitions(step):
            self.visited[sight.key_of(move)] += 1
        for invariant in INVARIANTS:
            try:
                invariant(step, self)
            except AssertionError as broken:
                raise AssertionError(f"{invariant.__name__} does not hold after {name}: {broken}") from broken
        self.seen = step.after

    def _shown(self, **place):
        """Stand where a place is read, and see that the reading was logged before."""
        self.shown += 1
        self.shown_unlogged += Consultation.objects.count() < self.shown
        return Place.objects.get(pk=place["place_id"])

    @property
    def steps(self):
        """How many acts were tried."""
        return sum(self.tried.values())
