"""Command gives to others what an absent keeper answers for: the keeper is told to sign in, where a message arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.alerts.notices import queue_ousted
from custody.alerts.reactions.fresh import is_news
from custody.core.events import TRANSFER_COMMANDED
from custody.evidence.models import Transfer
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handler of commanded hand-overs."""
    reactions.register(TRANSFER_COMMANDED.code, _commanded)


def _commanded(record: Record, entry: Entry) -> None:
    if is_news(record) and isinstance(entry.on, Transfer) and entry.on.giver.is_active:
        queue_ousted(officer=entry.on.giver, at=record.now)
