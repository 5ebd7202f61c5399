"""The bays of a store: a grid of rows with a letter and columns with a number, as it is written on the racks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from custody.core.errors import InvalidInput

MOST_ROWS, MOST_COLUMNS = 26, 40
_WRITTEN = re.compile(r"([A-Z])[ .-]?0*([1-9][0-9]?)")


@dataclass(frozen=True, slots=True)
class Grid:
    """How many rows and columns of bays a store has: ``A1`` is the first bay of the first row."""

    rows: int
    columns: int

    def __contains__(self, bay: object) -> bool:
        """Say whether it is a bay of this store."""
        found = _WRITTEN.fullmatch(bay) if isinstance(bay, str) else None
        return found is not None and _row_of(found[1]) < self.rows and int(found[2]) <= self.columns

    def lines(self) -> list[list[str]]:
        """Return the bays, row by row."""
        return [[f"{chr(ord('A') + row)}{column + 1}" for column in range(self.columns)] for row in range(self.rows)]


def clean_grid(*, rows: int, columns: int) -> Grid:
    """Return the grid; raise ``InvalidInput`` on ``rows`` or ``columns`` for one that no store has."""
    for field, said, most in (("rows", rows, MOST_ROWS), ("columns", columns, MOST_COLUMNS)):
        if not 1 <= said <= most:
            raise InvalidInput("bays.size", "Enter a number from 1 to {most}", field=field, most=most)
    return Grid(rows, columns)


def clean_bay(text: str) -> str:
    """Return a bay in one spelling, ``A1``; raise ``InvalidInput`` on ``bay`` for what is none."""
    found = _WRITTEN.fullmatch(text.strip().upper())
    if found is None:
        raise InvalidInput("bays.unreadable", "Enter the bay as it stands on the rack: a letter and a number, like B4",
                           field="bay")  # fmt: skip
    return f"{found[1]}{int(found[2])}"


def _row_of(letter: str) -> int:
    return ord(letter) - ord("A")
