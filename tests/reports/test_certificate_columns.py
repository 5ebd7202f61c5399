"""A long number of an order stays in its column of the certificate."""

from __future__ import annotations

import re
from itertools import accumulate

import pypdfium2

from tests.destruction import stories as burns
from tests.reports.test_documents import made, media, read

__all__ = ["media"]
LONGEST = "AN.60.F1.999999/2026-BIS-ADDENDUM-00017"
LINE_PT = 5
"""Less than a line of the table is high, and more than a tail hangs below it."""
USUAL = "AN.60.F1.9999/2026-3"


def test_a_number_stands_on_one_line_and_a_long_one_breaks_behind_a_sign_alone(cast):
    units = burns.kept(cast, count=2)
    for unit, number in zip(units, (USUAL, LONGEST), strict=True):
        burns.verified(cast, burns.recorded(cast, [unit], number=number, reasons="a reason told at length " * 20))
    session = burns.at_furnace(cast, burns.staged(cast, burns.approved(cast, burns.planned(cast, units))))
    burns.burn(cast, burns.attested(cast, session))

    pages = [each.get_textpage() for each in pypdfium2.PdfDocument(read(cast, made(session=session)).content)]

    drawn = [(page.get_charbox(at)[1], page.get_text_range(at, 1)) for page in pages
             for at in range(page.count_chars())]  # fmt: skip
    # A reader of the paper takes a stroke at the end of a line for the sign of a broken word.
    drawn = [(bottom, letter) for bottom, letter in drawn if letter.isprintable() and letter not in "-\u200b"]
    letters = "".join(letter for _bottom, letter in drawn)

    def lines_of(number):
        at = letters.index(number.replace("-", ""))
        return letters_on_a_line(drawn[at : at + len(number.replace("-", ""))])

    def ends(parts):
        return list(accumulate(len(part.replace("-", "")) for part in parts))

    assert len(lines_of(USUAL)) == 1
    assert len(lines_of(LONGEST)) > 1
    assert set(ends(lines_of(LONGEST))) <= set(ends(re.split(r"(?<=[./-])", LONGEST)))


def letters_on_a_line(drawn):
    """Return the letters as they stand, one text for each line: the next one lies lower by more than a tail."""
    lines, level = [], None
    for bottom, letter in drawn:
        if level is None or abs(bottom - level) > LINE_PT:
            lines.append("")
            level = bottom
        lines[-1] += letter
    return lines


def test_a_long_number_without_a_blank_is_not_drawn_over_the_next_column(cast):
    units = burns.kept(cast)
    burns.verified(cast, burns.recorded(cast, units, number=LONGEST, reasons="a reason told at length " * 20))
    session = burns.at_furnace(cast, burns.staged(cast, burns.approved(cast, burns.planned(cast, units))))
    burns.burn(cast, burns.attested(cast, session))

    pages = pypdfium2.PdfDocument(read(cast, made(session=session)).content)

    boxes = [
        (page.get_charbox(at), page.get_text_range(at, 1)) for page in (each.get_textpage() for each in pages)
        for at in range(page.count_chars()) if "a reason told" in page.get_text_range()
    ]  # fmt: skip
    drawn = [(box, letter) for box, letter in boxes if letter.isprintable() and letter != "\u200b"]
    letters = "".join(letter for _box, letter in drawn)
    number, next_column = letters.index("AN.60"), letters.index("Public")
    assert all(box[2] < drawn[next_column][0][0] for box, _letter in drawn[number:next_column])
