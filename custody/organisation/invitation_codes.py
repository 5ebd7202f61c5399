"""The two halves of an invitation. Each is made anew from a keyed token: kept nowhere, and shown once."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from custody.core.identifiers import new_label
from custody.ledger.sealing import token

if TYPE_CHECKING:
    from custody.organisation.models import Invitation

GOOD_FOR = timedelta(hours=24)
TRIES = 5
_ALIKE = str.maketrans("ILO", "110")


def first_code(invitation: Invitation) -> str:
    """Return the half that who invites hands over."""
    return _code(bytes(invitation.first_token), invitation)


def second_code(invitation: Invitation) -> str:
    """Return the half that who countersigns hands over; empty before somebody did."""
    return "" if invitation.second_token is None else _code(bytes(invitation.second_token), invitation)


def are_codes(invitation: Invitation, *, first: str, second: str) -> bool:
    """Say whether these are the two halves, whatever their case and dashes; never before both were made."""
    wanted, given = first_code(invitation) + second_code(invitation), first + second
    return invitation.second_token is not None and hmac.compare_digest(_plain(wanted), _plain(given))


def _code(kept: bytes, invitation: Invitation) -> str:
    return new_label(token(kept + invitation.id.bytes, purpose="invitation"))


def _plain(code: str) -> bytes:
    return "".join(char for char in code.upper().translate(_ALIKE) if char.isalnum()).encode()
