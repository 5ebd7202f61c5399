"""Where words fit in a chart: beside its lines, not on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Spot = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

LETTER, ASCENT, DESCENT = 7.2, 11.0, 4.0
"""What a letter takes at most on average, at the 14 px that words have on a phone, and how far a line of words reaches
over and under its base."""
STEP = 8.0


@dataclass(slots=True, kw_only=True)
class Room:
    """What of a chart is taken by lines and words; ``place`` finds room for more words."""

    width: float
    left: float
    right: float
    lines: list[tuple[Spot, Spot]] = field(default_factory=list)
    words: list[Box] = field(default_factory=list)

    def draw(self, spots: Sequence[Spot]) -> None:
        """Take what a line through these spots takes."""
        self.lines += pairwise(spots)

    def write(self, spot: Spot, words: str, *, is_end: bool = False) -> None:
        """Take what words over a spot take, with the dot of the spot itself."""
        (x, y), long = spot, len(words) * LETTER
        begin = x - long if is_end else x
        self.words.append((begin - 4, max(y - 8, 12) - ASCENT, begin + long + 4, y + 5))

    def place(self, words: str, *, near: float) -> Spot:
        """Return where words begin that belong to a level: the place closest to it that nothing crosses, the leftmost
        of several, and just under its line where there is none. The room is taken then."""
        long = len(words) * LETTER
        found = next((spot for spot in self._places(long, near) if self._is_free(self._box(spot, long))),
                     (self.left + 4, near + ASCENT + 2))  # fmt: skip
        self.words.append(self._box(found, long))
        return found

    def _places(self, long: float, near: float) -> Iterator[Spot]:
        # Over the line, then under it, then further off: words belong to the line they are closest to.
        for off in (-DESCENT - 1, ASCENT + 3, -DESCENT - 15, ASCENT + 17, -DESCENT - 29, ASCENT + 31):
            x = self.left + 4
            while x + long <= self.width - self.right:
                if near + off - ASCENT >= 0:
                    yield x, near + off
                x += STEP

    @staticmethod
    def _box(spot: Spot, long: float) -> Box:
        x, base = spot
        return x, base - ASCENT, x + long, base + DESCENT

    def _is_free(self, box: Box) -> bool:
        return not any(_overlap(box, other) for other in self.words) and not any(
            _crosses(box, line) for line in self.lines)  # fmt: skip


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _crosses(box: Box, line: tuple[Spot, Spot]) -> bool:
    """Say whether a line, which runs from left to right, touches a box."""
    (x1, y1), (x2, y2) = line
    begin, end = max(box[0], x1), min(box[2], x2)
    if begin > end:
        return False
    slope = 0.0 if x1 == x2 else (y2 - y1) / (x2 - x1)
    ys = (y1, y2) if x1 == x2 else (y1 + (begin - x1) * slope, y1 + (end - x1) * slope)
    return min(ys) <= box[3] and max(ys) >= box[1]
