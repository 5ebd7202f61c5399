"""The code that shows that a number or a mailbox is really theirs. It is made anew from a keyed token: kept nowhere."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from custody.ledger.sealing import token

if TYPE_CHECKING:
    from custody.organisation.models import ContactChange

GOOD_FOR = timedelta(minutes=30)
TRIES = 5
_DIGITS = 6


def new_code_token() -> bytes:
    """Return what is kept of a new code: without the key of the house it says nothing."""
    return secrets.token_bytes(16)


def contact_code(change: ContactChange) -> str:
    """Return the six digits that were sent for a change; empty when none were."""
    if change.code_token is None:
        return ""
    keyed = token(bytes(change.code_token) + change.id.bytes, purpose="contact-code")
    return str(int.from_bytes(keyed[:8], "big") % 10**_DIGITS).zfill(_DIGITS)


def is_contact_code(change: ContactChange, given: str) -> bool:
    """Say whether these are the digits that were sent."""
    digits = "".join(char for char in given if char.isdecimal() and char.isascii())
    return bool(contact_code(change)) and hmac.compare_digest(contact_code(change), digits)
