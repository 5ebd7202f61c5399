"""Numbers that follow from a seed alone, the same on every machine: for demo data and nothing else.

SHA-256 in counter mode. It is not a source of secrets: whoever knows the seed knows every number.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")

_WORD_BYTES = 8
_RANGE = 1 << 64


class SeededStream:
    """Draws, one after another. Streams of one seed with different labels are independent of each other."""

    def __init__(self, *, seed: bytes, label: str) -> None:
        """Start the stream named ``label`` of ``seed``."""
        self._key = hashlib.sha256(seed + b"\x00" + label.encode()).digest()
        self._counter = 0

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, not including, ``limit``, each with the same chance."""
        fair = _RANGE - _RANGE % limit
        while (word := self._word()) >= fair:
            continue
        return word % limit

    def unit(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        return (self._word() >> 11) / (1 << 53)

    def normal(self) -> float:
        """Return a number of the standard normal distribution (Box and Muller)."""
        radius = math.sqrt(-2 * math.log(1 - self.unit()))
        return radius * math.cos(2 * math.pi * self.unit())

    def pick(self, weights: Mapping[T, float]) -> T:
        """Return one of the keys, as often as its weight asks; the weights are positive and need no sum."""
        sums = list(accumulate(weights.values()))
        place = bisect_right(sums, self.unit() * sums[-1])
        # Rounding may put the mark on the last sum itself.
        return list(weights)[min(place, len(sums) - 1)]

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of the choices, each with the same chance."""
        return choices[self.below(len(choices))]

    def octets(self, count: int) -> bytes:
        """Return ``count`` bytes."""
        words = -(-count // _WORD_BYTES)
        return b"".join(self._word().to_bytes(_WORD_BYTES, "big") for _ in range(words))[:count]

    def _word(self) -> int:
        block = hashlib.sha256(self._key + self._counter.to_bytes(8, "big")).digest()
        self._counter += 1
        return int.from_bytes(block[:_WORD_BYTES], "big")
