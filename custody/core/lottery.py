"""The lottery before the fire: which units of a locked list are opened and tested (C12).

A swap leaves weight and seal right; only a test of what is inside sees it. Nobody may know beforehand which units are
opened. So the list of labels and seals is locked first; then the house draws a seed, and the seed and the hash of the
list choose the units. Until the tests are over only the hash of the seed is known; afterwards the seed is published,
and anybody can repeat the draw. How many are drawn follows from the hypergeometric rule (R25).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from math import comb

from custody.core.canonical import canonical_bytes
from custody.core.errors import InvalidInput
from custody.core.sampling import choose, sample_size

SEED_BYTES = 32

_LIST = b"custody-lottery-list-v1\x00"
_SEED = b"custody-lottery-seed-v1\x00"
_DRAW = b"custody-lottery-draw-v1\x00"


def list_hash(seals: Mapping[str, str | None]) -> str:
    """Return the hash of a locked list as hex: every label with the seal that is on it, or none."""
    pairs = [[label, seals[label]] for label in sorted(seals)]
    return hashlib.sha256(_LIST + canonical_bytes(pairs)).hexdigest()


def commitment_to(seed: bytes) -> str:
    """Return what is told of a seed before it is published: its hash as hex."""
    return hashlib.sha256(_SEED + _whole(seed)).hexdigest()


def draw_size(units: int, *, share: int, confidence: int) -> int:
    """Return how many of so many units are tested: enough that, all positive, they prove ``share`` percent of all
    with ``confidence`` percent.

    Raises ``InvalidInput`` when there are none, or when a percentage proves nothing.
    """
    return sample_size(units, share=f"{share}/100", confidence=f"{confidence}/100")


def drawn(seals: Mapping[str, str | None], *, seed: bytes, size: int) -> tuple[str, ...]:
    """Return the labels that the seed chooses from the locked list, sorted.

    Raises ``InvalidInput`` when there are not so many, or the seed has not its full length.
    """
    bound = hashlib.sha256(_DRAW + _whole(seed) + bytes.fromhex(list_hash(seals))).digest()
    return choose(sorted(seals), size=size, seed=bound)


def chance_to_find(units: int, *, swapped: int, size: int) -> Fraction:
    """Return the chance that a draw of ``size`` opens at least one of the swapped units: the hypergeometric law."""
    if not (0 <= swapped <= units and 0 <= size <= units):
        raise InvalidInput("lottery.impossible", "There are only {units} units", units=units)
    return 1 - Fraction(comb(units - swapped, size), comb(units, size))


def proves(
    seals: Mapping[str, str | None], *, seed: bytes, seed_sha256: str, list_sha256: str, labels: tuple[str, ...]
) -> bool:
    """Say whether a published seed is the one that was committed, and chose just these labels from just this list."""
    return (
        commitment_to(seed) == seed_sha256
        and list_hash(seals) == list_sha256
        and drawn(seals, seed=seed, size=len(labels)) == tuple(sorted(labels))
    )


def _whole(seed: bytes) -> bytes:
    if len(seed) != SEED_BYTES:
        raise InvalidInput("lottery.seed", "A seed has {count} bytes", count=SEED_BYTES)
    return seed
