"""Reading a CSV file that people made: one slip costs one line, and never the file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator


def records(lines: Iterable[str]) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each record with the line it begins on; instead of its cells the reason, where it is no CSV.

    A quote that is never closed swallows the lines behind it, and a cell may be longer than any is read. Reading goes
    on with the line after the one it began on, so that one slip costs one row.
    """
    every = list(lines)
    begins = 0
    while begins < len(every):
        reader = csv.reader(every[begins:], strict=True)
        base = begins
        try:
            for cells in reader:
                if cells:
                    yield begins + 1, cells
                begins = base + reader.line_num
        except csv.Error as error:
            yield begins + 1, str(error)
            begins += 1
        else:
            return
