"""The draw before the fire: repeatable by anybody afterwards, foretold by nobody before, as sharp as the law says."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from math import comb, sqrt

import pytest

from custody.core import lottery
from custody.core.errors import InvalidInput
from custody.core.seeded import SeededStream

SEED = bytes(range(32))
BAGS = {f"BAG{number:03d}": f"AN{number:06d}" for number in range(30)}
RUNS = 1_000
Z_999 = 3.291
"""Two-sided 99.9 %."""


def test_the_seed_and_the_list_choose_the_same_units_for_everybody():
    size = lottery.draw_size(len(BAGS), share=90, confidence=95)
    labels = lottery.drawn(BAGS, seed=SEED, size=size)

    assert len(labels) == size
    assert labels == lottery.drawn(dict(reversed(BAGS.items())), seed=SEED, size=size)
    assert lottery.proves(
        BAGS, seed=SEED, seed_sha256=lottery.commitment_to(SEED), list_sha256=lottery.list_hash(BAGS), labels=labels
    )


@pytest.mark.parametrize("change", [{"BAG007": "AN999999"}, {"BAG007": None}, {"BAG999": "AN000999"}])
def test_another_list_does_not_pass_for_the_one_that_was_locked(change):
    labels = lottery.drawn(BAGS, seed=SEED, size=9)

    assert not lottery.proves(
        BAGS | change, seed=SEED, seed_sha256=lottery.commitment_to(SEED), list_sha256=lottery.list_hash(BAGS),
        labels=labels,
    )


def test_another_seed_or_another_choice_does_not_pass():
    labels = lottery.drawn(BAGS, seed=SEED, size=9)
    other = hashlib.sha256(SEED).digest()
    told = {"seed_sha256": lottery.commitment_to(SEED), "list_sha256": lottery.list_hash(BAGS)}

    assert not lottery.proves(BAGS, seed=other, labels=labels, **told)
    assert not lottery.proves(BAGS, seed=SEED, labels=tuple(sorted(set(BAGS) - set(labels)))[:9], **told)


def test_a_seal_that_changes_before_the_lock_changes_the_draw():
    sizes = {lottery.drawn(BAGS | {"BAG000": f"XX{number:04d}"}, seed=SEED, size=9) for number in range(20)}

    assert len(sizes) > 10


@pytest.mark.parametrize("seed", [b"", bytes(16), bytes(33)])
def test_a_seed_of_another_length_is_refused(seed):
    with pytest.raises(InvalidInput):
        lottery.commitment_to(seed)


def test_a_chance_among_units_that_are_not_there_is_refused():
    with pytest.raises(InvalidInput):
        lottery.chance_to_find(3, swapped=4, size=1)


@pytest.mark.parametrize(("units", "share", "needed"), [(1, 90, 1), (10, 90, 8), (50, 90, 19), (100, 70, 8)])
def test_the_number_of_tests_is_that_of_the_table(units, share, needed):
    assert lottery.draw_size(units, share=share, confidence=95) == needed


def test_all_units_are_opened_alike():
    """No place in the list, no label and no seal is safer than another."""
    stream = SeededStream(seed=b"fair", label="lottery")
    counts = dict.fromkeys(BAGS, 0)
    for _ in range(RUNS):
        for label in lottery.drawn(BAGS, seed=stream.octets(32), size=9):
            counts[label] += 1
    expected = RUNS * 9 / len(BAGS)
    chi_squared = sum((count - expected) ** 2 / expected for count in counts.values()) / (1 - 9 / len(BAGS))

    assert chi_squared < 58.3  # 29 degrees of freedom, one in a thousand


@pytest.mark.parametrize(("units", "swapped"), [(30, 1), (30, 3), (64, 2), (64, 6), (200, 10)])
def test_a_talc_swap_is_drawn_as_often_as_the_hypergeometric_law_says(units, swapped):
    """A thousand burns: somebody swaps units for talc, weight and seal right. How often does the lottery open one?"""
    stream = SeededStream(seed=b"seville", label=f"{units}/{swapped}")
    seals = {f"U{number:04d}": f"AN{number:06d}" for number in range(units)}
    size = lottery.draw_size(units, share=90, confidence=95)
    expected = float(lottery.chance_to_find(units, swapped=swapped, size=size))
    found = 0
    for _ in range(RUNS):
        talc = set(sorted(seals, key=lambda _label: stream.octets(8))[:swapped])
        found += bool(talc & set(lottery.drawn(seals, seed=stream.octets(32), size=size)))
    margin = Z_999 * sqrt(expected * (1 - expected) / RUNS)

    told = f"found {found / RUNS:.3f}, law {expected:.3f} ± {margin:.3f}"
    print(f"\n{units} units, {swapped} swapped, {size} tested: {told}")
    assert abs(found / RUNS - expected) <= margin + 0.5 / RUNS
    assert expected == float(1 - Fraction(comb(units - swapped, size), comb(units, size)))
