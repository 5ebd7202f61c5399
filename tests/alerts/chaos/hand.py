"""The seeded hand: when what is killed, emptied, frozen. The same seed breaks the same things at the same moments."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Stroke:
    """One thing that is done, so many seconds after the beginning. ``kill`` names an engine; the others hit the broker:
    ``flush``, ``freeze``, ``thaw``, ``down`` (killed), ``up``.
    """

    second: float
    what: str
    whom: str = "broker"


def strokes(*, seed, over, kills=0, victims=("worker",), flushes=0, freeze=0.0, down=0.0):
    """Return what the hand does within ``over`` seconds, in order.

    ``freeze`` and ``down`` are how many seconds the broker stands still, or is gone; a flush falls outside both.
    """
    dice = random.Random(seed)
    done = [Stroke(dice.uniform(0.04, 0.96) * over, "kill", victims[turn % len(victims)]) for turn in range(kills)]
    away = []
    for length, begins, ends in ((freeze, "freeze", "thaw"), (down, "down", "up")):
        if length:
            begin = _outside(dice, away, over=over, length=length)
            away.append((begin, begin + length))
            done += [Stroke(begin, begins), Stroke(begin + length, ends)]
    done += [Stroke(_outside(dice, away, over=over), "flush") for _ in range(flushes)]
    return sorted(done)


def _outside(dice, away, *, over, length=0.0):
    while True:
        begin = dice.uniform(0.05, 0.9) * max(over - length, 1.0)
        if all(begin + length + 1 < starts or begin > ends + 1 for starts, ends in away):
            return begin
