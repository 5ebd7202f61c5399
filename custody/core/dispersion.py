"""How a large load could be spread over stores: less to lose in one place, against one more escort for each (C15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from custody.core.errors import InvalidInput

NEARLY_FULL_PERCENT = 80
"""No place is filled further by a proposal: the last fifth is for what comes unforeseen."""


@dataclass(frozen=True, slots=True)
class Room:
    """A store as a proposal sees it: what it may hold and holds, and how known to others it is (0: not at all)."""

    place_id: UUID
    cap_mg: int
    held_mg: int
    danger: int = 0

    @property
    def free_mg(self) -> int:
        """What may still come in without the store being nearly full."""
        return max(0, self.cap_mg * NEARLY_FULL_PERCENT // 100 - self.held_mg)


@dataclass(frozen=True, slots=True)
class Share:
    """What would go to one place. Each share is a convoy with an escort of its own."""

    place_id: UUID
    mg: int
    then_mg: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way to spread a load. ``left_mg`` fits nowhere and must burn, or wait for a waiver; ``worst_mg`` is the most
    that would lie in one place."""

    shares: tuple[Share, ...]
    left_mg: int
    worst_mg: int


def spread(rooms: Sequence[Room], *, mg: int, most_places: int) -> Proposal:
    """Return how a load of ``mg`` goes to at most ``most_places`` stores so that the fullest of them holds as little as
    possible; places that are known to others, or that nobody watches, are left out.

    Of equally good ways the first stores in the order given are used. Raises ``InvalidInput`` for no load or no place.
    """
    if mg <= 0:
        raise InvalidInput("spread.load", "Enter how much there is to spread", field="mass")
    if most_places < 1:
        raise InvalidInput("spread.places", "Choose at least one place", field="places")
    quiet = [room for room in rooms if room.danger == 0 and room.free_mg > 0]
    # The stores with the most room take the most before they are fuller than the others.
    chosen = sorted(quiet, key=lambda room: -room.free_mg)[:most_places]
    given = dict.fromkeys((room.place_id for room in chosen), 0)
    level = _level(chosen, mg=mg)
    left = mg
    for room in chosen:
        given[room.place_id] = min(room.free_mg, max(0, level - room.held_mg), left)
        left -= given[room.place_id]
    shares = tuple(
        Share(room.place_id, given[room.place_id], room.held_mg + given[room.place_id])
        for room in chosen
        if given[room.place_id]
    )
    return Proposal(shares, left, max((share.then_mg for share in shares), default=0))


def _level(rooms: Sequence[Room], *, mg: int) -> int:
    """Return the lowest mass that each store is filled up to so that the load fits, or the highest there is."""
    low, high = 0, max((room.held_mg + room.free_mg for room in rooms), default=0)
    while low < high:
        middle = (low + high) // 2
        if sum(min(room.free_mg, max(0, middle - room.held_mg)) for room in rooms) >= mg:
            high = middle
        else:
            low = middle + 1
    return low
