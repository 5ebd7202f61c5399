"""A weight that is nothing like those of the units beside it: most often the comma slipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput
from custody.core.mass import in_words
from custody.evidence.selectors.masses import others_mg

if TYPE_CHECKING:
    from custody.evidence.entries import Reading
    from custody.evidence.models import HandlingUnit

FAR_OFF = 5
"""So many times more or less than the others is asked about once; a slip of the comma is ten."""
UNLIKE = "weight.unlike"


def check_like_the_others(unit: HandlingUnit, reading: Reading) -> None:
    """Return where a weight can well be, or is compared with what was booked; raise ``InvalidInput`` where it is the
    first of its unit and far off those of the others. It is a question, and no reason to refuse: who looked again is
    believed."""
    found = reading.gross_mg
    if unit.gross_mg is not None or found <= 0 or reading.method != "weighed":
        return
    others = others_mg(unit)
    if others is not None and not others <= found * FAR_OFF <= others * FAR_OFF * FAR_OFF:
        raise InvalidInput(
            UNLIKE, "{found}: the others weigh about {others}. Read the scale again",
            field="gross_mg", found=in_words(found), others=in_words(others),
        )  # fmt: skip
