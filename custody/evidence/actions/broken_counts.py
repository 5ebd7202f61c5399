"""A count that its two left half is broken off: its place is free, and the count is still owed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import INVENTORY_BROKEN_OFF
from custody.evidence import entries
from custody.evidence.actions.inventory import locked
from custody.evidence.counting import permissions
from custody.evidence.selectors import counting
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Inventory

REASON_MOST = 500


def break_off(*, act: Act, inventory_id: UUID, reason: str) -> Inventory:
    """Break a count off that was left half, and return the inventory, which waits to be counted anew (C25).

    What was found stays in the record and counts for nothing; what was opened because of it stays open. The labels
    that were drawn stay drawn: who could break off until the lot falls elsewhere could choose. Its clock runs on.

    Who: a supervisor who neither counted nor keeps anything that lies there. When: it was begun and is not signed, and
    for an hour nobody wrote anything down, or one of the two serves no more. Appends ``inventory.broken_off/1``.
    """
    why = entries.clean_reason(reason, most=REASON_MOST)
    with recording(act, authorises=True) as record:
        inventory = locked(inventory_id)
        permissions.check_can_break_off(
            act.actor, inventory, keepers=counting.keepers_of(inventory.place), at=record.now
        )
        inventory.state, inventory.counter, inventory.second = "asked", None, None
        inventory.opened_at = inventory.counted_at = None
        inventory.save(update_fields=["state", "counter", "second", "opened_at", "counted_at"])
        record.append(
            INVENTORY_BROKEN_OFF, on=inventory, broken_off_at=record.now, reason=why,
            broken_off_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"inventory": str(inventory.id)}
    return inventory
