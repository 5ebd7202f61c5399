"""Money: an amount in whole minor units (cents) of a currency, and how it is written. Standard library only.

Currencies are the three letters of ISO 4217, and how many decimals its minor unit has is from there too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

EUR = "EUR"
_CODE = re.compile(r"[A-Z]{3}")
_WRITTEN = re.compile(r"(\d+)(?:[.,](\d+))?")
_USUAL_DECIMALS = 2
_DECIMALS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
         "XPF"), 0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Decimals of the minor unit where they are not two (ISO 4217, table A.1)."""
LARGEST_MINOR = 10**15
"""More than any seizure ever held, in any currency: a slip of the keys."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units of a currency."""

    currency: str
    amount_minor: int

    @property
    def amount(self) -> Decimal:
        """The amount in the currency itself, with as many decimals as it has."""
        return Decimal(self.amount_minor).scaleb(-decimals_of(self.currency))

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:f}"


def is_currency(code: str) -> bool:
    """Say whether the text is a currency as ISO 4217 writes one: three capitals."""
    return _CODE.fullmatch(code) is not None


def decimals_of(currency: str) -> int:
    """Return how many decimals an amount of the currency has."""
    return _DECIMALS.get(currency, _USUAL_DECIMALS)


def minor_of(text: str, *, currency: str) -> int | None:
    """Return the minor units of an amount as it is typed, ``None`` where it cannot be read for sure.

    Blanks and apostrophes group digits. After a point or a comma stand all decimals of the currency or it is not read:
    ``1.234`` is a thousand to one and one to another.
    """
    found = _WRITTEN.fullmatch("".join(text.split()).replace("'", "").replace("’", ""))
    if found is None:
        return None
    whole, rest = found.groups()
    decimals = decimals_of(currency)
    if rest is not None and len(rest) != decimals:
        return None
    return int(whole + (rest or decimals * "0"))
