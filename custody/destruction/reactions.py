"""What this room does when it hears of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.events import UNIT_STORED
from custody.deadlines.batches import together
from custody.destruction.actions import manifest
from custody.evidence.models import HandlingUnit
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of this room."""
    reactions.register(UNIT_STORED.code, together(_void_checks))


def _void_checks(record: Record, entries: list[Entry]) -> None:
    """Take units out of their burn when they go back in store after they were checked.

    In store they can be opened: what the checker saw is not what would burn. They are ordered again, and can be
    planned and checked anew.
    """
    manifest.take_out_staged(record, [entry.on for entry in entries if isinstance(entry.on, HandlingUnit)])
