"""Who meets more often than chance: friends by lot stay unseen, those who always find each other do not."""

from __future__ import annotations

from fractions import Fraction

from custody.core.coincidence import coincidences
from custody.core.seeded import SeededStream

PEOPLE = [f"W{number:02d}" for number in range(12)]


def by_lot(count, *, label, always=()):
    """Return occasions of two witnesses each, drawn by lot; where one of ``always`` is, the other is too."""
    stream = SeededStream(seed=b"pairs", label=label)
    out = []
    for _ in range(count):
        first = stream.one_of(PEOPLE)
        if first in always:
            out.append(set(always))
        else:
            out.append({first, stream.one_of([each for each in PEOPLE if each != first and each not in always])})
    return out


def test_the_chance_is_that_of_the_hypergeometric_law():
    [pair] = coincidences([{"a", "b"}, {"a", "b"}, {"a"}, set()])

    assert (pair.first_count, pair.second_count, pair.together, pair.occasions) == (3, 2, 2, 4)
    assert pair.expected == Fraction(3, 2)
    assert pair.chance == Fraction(1, 2)  # the two of b among the three of a: C(3,2) / C(4,2)


def test_two_who_always_find_each_other_come_first_and_are_far_beyond_chance():
    found = coincidences(by_lot(120, label="crooked", always=("W03", "W07")))

    assert (found[0].first, found[0].second) == ("W03", "W07")
    assert found[0].chance < Fraction(1, 10**6)


def test_pairs_that_are_drawn_by_lot_stay_within_chance():
    """Of 66 pairs, one in a thousand is less than one pair in fifteen such years."""
    for year in range(10):
        found = coincidences(by_lot(120, label=f"fair {year}"))
        assert found[0].chance > Fraction(1, 5_000)


def test_nobody_meets_where_nobody_was():
    assert coincidences([]) == coincidences([{"a"}, {"b"}]) == []
