"""A guard who comes to a site ends the alert that nobody stood there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.alerts.raising import resolve_key
from custody.core.events import PRESENCE_BEGAN
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handler of presence."""
    reactions.register(PRESENCE_BEGAN.code, _came)


def _came(record: Record, entry: Entry) -> None:
    if entry.fields["on_guard"]:
        resolve_key(record, f"unguarded:{entry.fields['site_id']}", by=PRESENCE_BEGAN.code)
