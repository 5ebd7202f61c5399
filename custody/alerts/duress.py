"""The code that looks like an answer and calls for help. Whoever sets it and whoever reads it make the same token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.ledger.sealing import token

if TYPE_CHECKING:
    from custody.organisation.models import Officer

CODE_LENGTH = 6
"""As long as a reply code: nobody who looks over a shoulder sees a difference."""
_LOOKALIKES = str.maketrans("OIL", "011")


def as_code(text: str) -> str:
    """Return a code as it is compared: capitals, and the letters O, I and L for the figures they look like."""
    return text.strip().upper().translate(_LOOKALIKES)


def duress_token(officer: Officer, code: str) -> bytes:
    """Return what is kept of an officer's duress code: equal for the same officer and code, silent about both."""
    return token(officer.id.bytes + as_code(code).encode(), purpose="duress")
