"""The ticket of a hand-over: what the giver's screen shows, for a receiver whose telephone has no connection.

It says which hand-over, to the house alone: sealed under the key of the house, a picture of it tells nothing. It gives
no right: who receives was named when it was offered. It lasts for ``LASTS`` by the clock of the house, and a hand-over
is accepted once, so it serves once.
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import IntegrityBroken, InvalidInput
from custody.evidence.lists import UNANSWERED
from custody.ledger.sealing import seal, unseal

if TYPE_CHECKING:
    from custody.evidence.models import Transfer
    from custody.organisation.models import Officer

PREFIX = "H1:"
LASTS = timedelta(minutes=15)
_BOUND_TO = b"hand-over ticket"
_MINUTE = 60


def ticket_of(transfer_id: UUID, *, at: datetime) -> str:
    """Return the ticket of a hand-over, shown at this moment: capitals and digits, 80 of them."""
    minute = int(at.timestamp()) // _MINUTE
    said = seal(transfer_id.bytes + minute.to_bytes(4), bound_to=_BOUND_TO)
    return PREFIX + b32encode(said).decode().rstrip("=")


def ticket_for(officer: Officer, transfer: Transfer, *, at: datetime) -> str | None:
    """Return a fresh ticket of a hand-over that waits, to who gives or ordered it; None to everybody else."""
    is_giver = officer.id == (transfer.commanded_by_id or transfer.giver_id)
    return ticket_of(transfer.id, at=at) if is_giver and transfer.state in UNANSWERED else None


def read_ticket(ticket: str, *, at: datetime) -> UUID:
    """Return which hand-over it is, read at this moment; raise ``InvalidInput`` when it is no ticket, or too old."""
    bare = ticket.strip().upper().removeprefix(PREFIX)
    try:
        said = unseal(b32decode(bare + "=" * (-len(bare) % 8)), bound_to=_BOUND_TO)
    except (IntegrityBroken, ValueError):
        raise InvalidInput(
            "ticket.unreadable", "This is no ticket of a hand-over. Scan it off the giver's screen again",
            field="ticket",
        ) from None
    shown_at = datetime.fromtimestamp(int.from_bytes(said[16:]) * _MINUTE, UTC)
    if not shown_at - timedelta(seconds=_MINUTE) <= at <= shown_at + LASTS:
        raise InvalidInput(
            "ticket.old", "This ticket was too old when it was scanned. Receive the load from your tasks",
            field="ticket",
        )
    return UUID(bytes=said[:16])
