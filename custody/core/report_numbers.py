"""Numbers of official reports: the picture a service gives of its numbers, and whether a number is like it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

EVERYWHERE = "*"
"""The site of a format that holds wherever the service has none of its own."""
NUMBER_MOST = 64
_SIGN_OF_A_PICTURE = re.compile(r"YYYY|[#@?]\+?|.", re.DOTALL)
_SIGNS = {"#": "[0-9]", "@": "[A-Z]", "?": "[A-Z0-9]"}
_SEVERAL = "{1,12}"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How one service writes the numbers of its reports, everywhere or on one site.

    In ``picture`` ``#`` is a digit, ``@`` a capital letter, ``?`` either of them, each with ``+`` one or more of them,
    ``YYYY`` the year of the report; everything else stands for itself.
    """

    service: str
    site: str
    picture: str
    example: str
    source: str
    status: str

    def fits(self, number: str, *, year: int | None = None) -> bool:
        """Say whether a number looks like the picture; without a year, in any year."""
        pattern = "".join(_part(each, year) for each in _SIGN_OF_A_PICTURE.findall(self.picture))
        return re.fullmatch(pattern, number) is not None


def clean_number(number: str) -> str:
    """Return a number as it is kept and compared: in capitals, without spaces around or doubled, without what nobody
    sees, and with signs of other widths as the plain ones they look like."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", number) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.upper().split())


def format_for(formats: Iterable[NumberFormat], *, service: str, site: str | None) -> NumberFormat | None:
    """Return the format of a service on a site, else the one it has everywhere; ``None`` when it has neither."""
    theirs = {each.site: each for each in formats if each.service == service}
    return theirs.get(site or EVERYWHERE) or theirs.get(EVERYWHERE)


def _part(sign: str, year: int | None) -> str:
    if sign == "YYYY":
        return "[0-9]{4}" if year is None else f"{year:04d}"
    drawn = _SIGNS.get(sign[0])
    if drawn is None:
        return re.escape(sign)
    return drawn + (_SEVERAL if len(sign) > 1 else "")
