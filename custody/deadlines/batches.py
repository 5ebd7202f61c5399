"""Reactions that see all events of one code of an act at once, so that 64 bags cost as much as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

Batch = Callable[["Record", "list[Entry]"], None]


def together(handle: Batch) -> Callable[[Record, Entry], None]:
    """Return a handler that is called for every entry and hands all entries of its code to ``handle`` once.

    The events of an act are all buffered before the first reaction runs. A reaction must not append an event of a
    code that is handled so: the batch may be over by then.
    """

    def handler(record: Record, entry: Entry) -> None:
        first = next(each for each in record.entries if each.type is entry.type)
        if first is entry:
            handle(record, [each for each in record.entries if each.type is entry.type])

    return handler
