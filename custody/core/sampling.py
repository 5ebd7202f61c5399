"""How many packages to sample, and which: representative sampling by the hypergeometric rule (R25).

The number is exact arithmetic on whole numbers. The choice follows from a seed that is recorded, so that
anyone can repeat it: of all packages, those with the lowest hashes are taken.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from math import comb, isqrt
from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

_DOMAIN = b"custody-sample-v1\x00"


def sample_size(packages: int, *, share: str = "0.9", confidence: str = "0.95") -> int:
    """Return the fewest packages that, all positive, prove ``share`` of all positive at ``confidence``.

    Share and confidence are decimal texts. Raises InvalidInput when there is nothing to prove or to sample.
    """
    proved, doubt = _fraction(share), 1 - _fraction(confidence)
    if packages < 1 or not 0 < proved <= 1 or not 0 < doubt < 1:
        raise InvalidInput(
            "sampling.impossible", "No sample of {packages} packages can prove this", packages=packages
        )
    # The most positives there can be while fewer than the share are positive: ceil(share * packages) - 1.
    positives = -(-proved * packages // 1) - 1
    chance = Fraction(1)
    size = 0
    while chance > doubt:
        chance *= Fraction(int(positives) - size, packages - size)
        size += 1
    return size


def square_root_size(packages: int) -> int:
    """Return the arbitrary sample of the square root of the packages, rounded up."""
    root = isqrt(packages)
    return root if root * root == packages else root + 1


def twenty_plus_ten_size(packages: int) -> int:
    """Return the arbitrary sample of all up to 20 packages and 10 % of those above, rounded up."""
    return packages if packages <= 20 else 20 - (20 - packages) // 10


def size_by(method: str, packages: int, *, share: int, confidence: int, least: int = 1) -> int:
    """Return how many packages to sample by a method of ``authority_rules``; share and confidence are percent.

    Never fewer than ``least`` where there are so many, and never more than there are. Raises InvalidInput as
    ``sample_size`` does.
    """
    if packages < 1:
        raise InvalidInput(
            "sampling.impossible", "No sample of {packages} packages can prove this", packages=packages
        )
    match method:
        case "hypergeometric":
            size = sample_size(packages, share=f"{share}/100", confidence=f"{confidence}/100")
        case "square_root":
            size = square_root_size(packages)
        case "twenty_plus_ten":
            size = twenty_plus_ten_size(packages)
        case _:
            size = packages
    return min(packages, max(size, least))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a sample shows when all of it is positive: at least ``share`` percent of the packages, at so many percent
    confidence; without a share, no more than itself. As text it is English: ``≥ 90 % of 1,321 packages, 95 %``."""

    packages: int
    size: int
    share: int | None
    confidence: int

    def __str__(self) -> str:
        if self.share is None:
            return f"{self.size:,} of {self.packages:,} packages"
        return f"≥ {self.share} % of {self.packages:,} packages, {self.confidence} %"


def claim(method: str, packages: int, *, size: int, share: int, confidence: int) -> Claim:
    """Return what a sample of this size shows when all of it is positive.

    Only representative sampling carries such a claim; any other says how many packages were sampled of how many.
    """
    carries = method == "hypergeometric" and size < packages
    return Claim(packages=packages, size=size, share=share if carries else None, confidence=confidence)


def proved(packages: int, *, positive: int, confidence: int) -> int:
    """Return how many packages at least are positive, at so many percent, when as many as were analysed all were.

    The hypergeometric rule read the other way round: the fewest positives with which such a sample is no rarer than
    the doubt that is left.
    """
    low, high = positive, packages
    while low < high:
        middle = (low + high) // 2
        if comb(middle, positive) * 100 > (100 - confidence) * comb(packages, positive):
            high = middle
        else:
            low = middle + 1
    return low


def shown_by(method: str, packages: int, *, positive: int, share: int, confidence: int) -> Claim:
    """Return what so many positive packages show of all, and no more than the plan set out to show: ``claim``
    for what was analysed in place of what was drawn."""
    found = proved(packages, positive=positive, confidence=confidence)
    reached = min(share, found * 100 // packages)
    return claim(method, packages, size=positive, share=reached, confidence=confidence)


def choose(packages: Sequence[str], *, size: int, seed: bytes) -> tuple[str, ...]:
    """Return the ``size`` packages that the seed chooses, in the order in which they were given.

    The choice depends on the labels and the seed, not on the order. Raises InvalidInput when there are not so
    many packages, when one is named twice, or when the seed is shorter than 16 bytes (it could be searched).
    """
    if not 0 <= size <= len(packages):
        found = len(packages)
        raise InvalidInput("sampling.size", "There are {found} packages, not {size}", found=found, size=size)
    if len(set(packages)) != len(packages):
        raise InvalidInput("sampling.duplicate", "A package stands twice in the list")
    if len(seed) < 16:
        raise InvalidInput("sampling.seed", "A seed must have at least 16 bytes")
    chosen = set(sorted(packages, key=lambda label: _draw(seed, label))[:size])
    return tuple(label for label in packages if label in chosen)


def _draw(seed: bytes, label: str) -> bytes:
    """Return what orders the packages: a hash that nobody can steer once the seed is recorded."""
    return hashlib.sha256(_DOMAIN + len(seed).to_bytes(2, "big") + seed + label.encode()).digest()


def _fraction(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise InvalidInput("sampling.number", "{text} is not a share between 0 and 1", text=text) from error
