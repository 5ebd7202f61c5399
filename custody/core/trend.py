"""Salami theft: a little out of every drum, each loss within tolerance, seen together (domain C11).

The differences of everybody's accepted weighings are added up, one custodian at a time, in the way of E. S. Page: each
counts in units of its own uncertainty, half a unit is forgiven every time, and a sum that falls below zero begins
again. Honest errors go up and down and are forgiven; the same hand taking from drum after drum is not. What everybody
else loses on the same scale is the fault of the scale, and is taken off first. Whole numbers only, in hundredths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FORGIVEN = 50
"""What is forgiven of every loss: half of its uncertainty."""
ALARM = 400
"""The sum from which on somebody looks. See ``tests/core/test_trend.py`` for how often it is right and wrong."""
LEAST = 3
"""Fewer losses are no trend."""
ENOUGH_OTHERS = 8
"""So many weighings of others on the same scale tell what the scale loses by itself."""
MOST_OF_SCALE = 150
"""A scale that lost more by itself would not pass its calibration: the rest is not its fault."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one weighing found less what was expected, and the standard uncertainty of it; in milligrams.

    ``usual`` is what others lose on the same scale, as ``usual_loss`` tells it.
    """

    difference_mg: int
    uncertainty_mg: int
    usual: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Losses that belong together: how many weighings, what is missing in all, and the sum that gave them away."""

    count: int
    lost_mg: int
    score: int


def loss_of(change: Change) -> int:
    """Return a loss in hundredths of its uncertainty; below zero for a gain."""
    return -100 * change.difference_mg // max(change.uncertainty_mg, 1)


def usual_loss(others: Iterable[Change]) -> int:
    """Return what a scale loses by itself: the middle of what others lost on it; 0 where too few used it."""
    losses = sorted(map(loss_of, others))
    if len(losses) < ENOUGH_OTHERS:
        return 0
    middle = losses[len(losses) // 2]
    return max(-MOST_OF_SCALE, min(MOST_OF_SCALE, middle))


def trend(changes: Sequence[Change]) -> Trend | None:
    """Return the run of losses that ends with the last of ``changes``, when it is too long to be chance.

    ``changes`` are those of one custodian, in the order in which they were weighed.
    """
    score = count = lost_mg = 0
    for change in changes:
        score += loss_of(change) - change.usual - FORGIVEN
        count, lost_mg = count + 1, lost_mg - change.difference_mg
        if score <= 0:
            score = count = lost_mg = 0
    if score < ALARM or count < LEAST:
        return None
    return Trend(count=count, lost_mg=lost_mg, score=score)
