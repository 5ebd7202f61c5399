"""What this room does when it hears of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.events import UNIT_STORED
from custody.destruction.actions import manifest
from custody.evidence.models import HandlingUnit
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of this room."""
    reactions.register(UNIT_STORED.code, void_check)


def void_check(record: Record, entry: Entry) -> None:
    """Take a unit out of its burn when it goes back in store after it was checked.

    In store it can be opened: what the checker saw is not what would burn. It is ordered again, and can be
    planned and checked anew.
    """
    unit = entry.on
    if isinstance(unit, HandlingUnit):
        manifest.take_out_if_staged(record, unit)
