"""Computing running clocks again from their facts: after a rule was changed, and every quarter of an hour.

A difference makes a new epoch. Nothing is compared with the clock of a machine.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from custody.core.errors import IntegrityBroken
from custody.deadlines.epochs import Move, as_armed, begin_anew
from custody.deadlines.models import Clock
from custody.deadlines.terms import Terms, pauses_of
from custody.deadlines.types import KINDS, OF_POLICY, ClockType
from custody.organisation.models import Policy

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import PolicyProposal

log = logging.getLogger(__name__)

BATCH = 500
"""So many clocks in one transaction: whoever waits for one of them waits a moment."""
RECOMPUTED = "clock.recomputed"
PROMISED = frozenset({ClockType.ACCEPTANCE})
"""An offer said when it runs out: a rule that changes later does not change what was said."""
SAMPLES = 10


@dataclass(slots=True)
class Effect:
    """What new terms do to running clocks; ``moves`` are the first few of them."""

    looked: int = 0
    earlier: int = 0
    later: int = 0
    past_due_at_once: int = 0
    skipped: int = 0
    moves: list[Move] = field(default_factory=list)

    @property
    def moved(self) -> int:
        """How many clocks get another due date."""
        return self.earlier + self.later

    def count(self, moves: Sequence[Move], *, at: datetime) -> None:
        """Add some moves."""
        for move in moves:
            if move.due_at < move.clock.due_at:
                self.earlier += 1
            else:
                self.later += 1
            if move.due_at <= at < move.clock.due_at:
                self.past_due_at_once += 1
        self.moves += moves[: max(0, SAMPLES - len(self.moves))]


def preview(policy: Policy, *, at: datetime) -> Effect:
    """Return what a row that does not hold yet would do to the clocks that run now. Nothing is written.

    A rule that is the length of no clock changes none.
    """
    return preview_each([policy], at=at)[0]


def preview_each(policies: Sequence[Policy], *, at: datetime) -> list[Effect]:
    """Return, in their order, what each of some rows of one jurisdiction would do alone; the clocks are read once."""
    effects = [Effect() for _ in policies]
    types = {place: OF_POLICY.get(policy.key, frozenset()) - PROMISED for place, policy in enumerate(policies)}
    asked = {place: kinds for place, kinds in types.items() if kinds}
    if not asked:
        return effects
    of_all = frozenset().union(*asked.values())
    standing = Terms(clock_types=of_all, at=at)
    terms = {place: standing.extended(policies[place]) for place in asked}
    rows = _open().filter(clock_type__in=of_all, jurisdiction=policies[0].jurisdiction)
    for batch in batches(rows):
        for place, kinds in asked.items():
            clocks = [clock for clock in batch if clock.clock_type in kinds]
            effects[place].looked += len(clocks)
            effects[place].count(moves_among(clocks, terms[place]), at=at)
    return effects


def preview_of(proposal: PolicyProposal, *, at: datetime) -> Effect:
    """Return what a proposed value would do to the clocks that run now. Nothing is written."""
    scope = ("key", "jurisdiction", "substance", "mass_from_mg", "place_class", "value", "measure")
    return preview(Policy(**{name: getattr(proposal, name) for name in scope}, valid_from=at), at=at)


def terms_at(at: datetime) -> Terms:
    """Return the lengths of every kind of clock by the rules that hold at a moment."""
    return Terms(clock_types=list(KINDS), at=at)


def batches(rows: QuerySet[Clock] | None = None, *, size: int = BATCH) -> Iterator[list[Clock]]:
    """Yield the open clocks in the order in which they are due, some at a time, without locks.

    It walks along the index of what is open; a clock that moves back meanwhile is met again, and is right then.
    """
    rows = _open() if rows is None else rows
    after: tuple[datetime, int] | None = None
    while True:
        left = rows if after is None else rows.filter(due_at__gte=after[0]).exclude(due_at=after[0], pk__lte=after[1])
        batch = list(left.order_by("due_at", "pk")[:size])
        if not batch:
            return
        yield batch
        after = (batch[-1].due_at, batch[-1].pk)


def moves_among(clocks: Sequence[Clock], terms: Terms) -> list[Move]:
    """Return the clocks that are due at another moment by these terms, or whose start was moved. One that cannot
    be judged is logged and left."""
    pauses = pauses_of({clock.subject_id for clock in clocks if KINDS[ClockType(clock.clock_type)].legal})
    moves = []
    for clock in clocks:
        clock_type = ClockType(clock.clock_type)
        if clock_type in PROMISED:
            continue
        try:
            due_at = terms.due_at(clock_type, as_armed(clock), pauses=pauses.get(clock.subject_id, ()))
        except IntegrityBroken:
            log.exception("clock %s has no rule any more: it keeps its term", clock.pk)
            continue
        if due_at is None or (due_at == clock.due_at and clock.started_at == clock.armed_at):
            continue
        review = {} if clock.paused_at is None else {"review_stage": clock.next_stage or ""}
        moves.append(
            Move(clock, due_at, clock.paused_at, clock.next_fire_at, fired=clock.fired_stage, **review)
        )
    return moves


def move(clocks: Sequence[Clock], terms: Terms, *, at: datetime) -> list[Move]:
    """Give those of the clocks that need it their new due date and return what was moved.

    The clocks are locked by the caller, in the order of their ids.
    """
    moves = moves_among(clocks, terms)
    begin_anew(moves, at=at, by=RECOMPUTED)
    return moves


def lock_open(pks: Sequence[int]) -> list[Clock]:
    """Return those of the clocks that still run and that nobody works on, locked in the order of their ids."""
    rows = Clock.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=pks, closed_at__isnull=True)
    return list(rows.order_by("pk"))


def _open() -> QuerySet[Clock]:
    return Clock.objects.filter(Q(closed_at__isnull=True))
