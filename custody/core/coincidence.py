"""How often two people meet on the same occasions, held against chance (C13).

Two who are often on duty meet often; that says nothing. What counts is how much more often they meet than two people
would who are there as often as these two, each by lot: the hypergeometric law, exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb


@dataclass(frozen=True, slots=True, kw_only=True)
class Coincidence:
    """Two people, on how many occasions each was, on how many together, and the chance of meeting so often by lot."""

    first: str
    second: str
    first_count: int
    second_count: int
    together: int
    occasions: int
    chance: Fraction

    @property
    def expected(self) -> Fraction:
        """How often two such people meet on average."""
        return Fraction(self.first_count * self.second_count, self.occasions)


def coincidences(occasions: Iterable[Collection[str]]) -> list[Coincidence]:
    """Return every pair that met, the least likely by chance first. Each occasion is the people who were there."""
    groups = [set(each) for each in occasions]
    present = Counter(person for group in groups for person in group)
    met = Counter(pair for group in groups for pair in combinations(sorted(group), 2))
    found = [
        Coincidence(
            first=first,
            second=second,
            first_count=present[first],
            second_count=present[second],
            together=together,
            occasions=len(groups),
            chance=_chance(len(groups), present[first], present[second], together),
        )
        for (first, second), together in met.items()
    ]
    return sorted(found, key=lambda each: (each.chance, each.first, each.second))


def _chance(occasions: int, first: int, second: int, together: int) -> Fraction:
    """Return the chance that two who are there so often meet at least so often."""
    ways = sum(
        comb(first, met) * comb(occasions - first, second - met)
        for met in range(together, min(first, second) + 1)
        if 0 <= second - met <= occasions - first
    )
    return Fraction(ways, comb(occasions, second))
