"""Upper rooms hear of events here, in the same transaction, without the lower room knowing them.

Handlers of one code run in the order they were registered, which is the order of the rooms: lower rooms first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

_handlers: dict[str, list[Callable[[Record, Entry], None]]] = defaultdict(list)


def register(code: str, handler: Callable[[Record, Entry], None]) -> None:
    """Run ``handler(record, entry)`` for every event of this code, inside the transaction that records it."""
    if handler not in _handlers[code]:
        _handlers[code].append(handler)


def run(record: Record, entry: Entry) -> None:
    """Run the handlers of one entry. They may append further events to the record."""
    for handler in _handlers.get(entry.type.code, ()):
        handler(record, entry)
