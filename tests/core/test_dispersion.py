"""A large load is spread so that the fullest store holds as little as possible."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core.dispersion import NEARLY_FULL_PERCENT, Room, spread
from custody.core.errors import InvalidInput

KG = 1_000_000


def room(number, *, cap, held=0, danger=0):
    return Room(UUID(int=number), cap * KG, held * KG, danger)


def shares(proposal):
    return {share.place_id.int: share.mg // KG for share in proposal.shares}


def test_one_place_takes_all_and_more_places_level_out():
    rooms = [room(1, cap=10_000), room(2, cap=10_000), room(3, cap=10_000, held=2_000)]

    assert shares(spread(rooms, mg=6_000 * KG, most_places=1)) == {1: 6_000}
    two = spread(rooms, mg=6_000 * KG, most_places=2)
    assert (shares(two), two.worst_mg) == ({1: 3_000, 2: 3_000}, 3_000 * KG)
    three = spread(rooms, mg=7_000 * KG, most_places=3)
    assert (shares(three), three.worst_mg) == ({1: 3_000, 2: 3_000, 3: 1_000}, 3_000 * KG)


def test_what_fits_nowhere_is_said_and_known_places_are_left_out():
    proposal = spread([room(1, cap=1_000), room(2, cap=9_000, danger=3)], mg=1_000 * KG, most_places=2)

    assert (shares(proposal), proposal.left_mg) == ({1: 800}, 200 * KG)
    nowhere = spread([], mg=KG, most_places=1)
    assert (nowhere.shares, nowhere.left_mg, nowhere.worst_mg) == ((), KG, 0)


@pytest.mark.parametrize(("mg", "places", "code"), [(0, 1, "spread.load"), (1, 0, "spread.places")])
def test_nothing_is_not_spread(mg, places, code):
    with pytest.raises(InvalidInput) as refusal:
        spread([room(1, cap=1)], mg=mg, most_places=places)
    assert refusal.value.code == code


@given(
    caps=st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 1)), max_size=6),
    mg=st.integers(1, 10**13),
    most=st.integers(1, 6),
)
def test_a_proposal_never_loses_a_milligram_nor_fills_a_store(caps, mg, most):
    rooms = [Room(UUID(int=number), *each) for number, each in enumerate(caps)]

    proposal = spread(rooms, mg=mg, most_places=most)

    known = {each.place_id: each for each in rooms}
    assert sum(share.mg for share in proposal.shares) + proposal.left_mg == mg
    assert len(proposal.shares) <= most
    for share in proposal.shares:
        each = known[share.place_id]
        assert each.danger == 0
        assert each.held_mg < share.then_mg <= each.cap_mg * NEARLY_FULL_PERCENT // 100
