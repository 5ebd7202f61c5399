"""A long number of an order stays in its column of the certificate."""

from __future__ import annotations

import pypdfium2

from tests.destruction import stories as burns
from tests.reports.test_documents import made, media, read

__all__ = ["media"]
LONGEST = "AN.60.F1.999999/2026-BIS-ADDENDUM-00017"


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
