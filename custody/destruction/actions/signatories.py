"""Who signed a written order, name and position, as the paper has it (R13). A step; both lie sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput
from custody.core.events import ORDER_SIGNATORY_NAMED
from custody.destruction import lists
from custody.evidence import entries
from custody.ledger.sealing import seal

if TYPE_CHECKING:
    from custody.destruction.models import DestructionOrder
    from custody.ledger.recording import Record


def name_signatory(record: Record, order: DestructionOrder, *, name: str | None, position: str | None) -> None:
    """Write who signed the order; nothing where neither is said. Raises ``InvalidInput`` when one of both is missing.

    Appends ``order.signatory_named/1``.
    """
    who = entries.clean_text(name, field="signed_by", most=lists.REFERENCE_MOST)
    what = entries.clean_text(position, field="position", most=lists.REFERENCE_MOST)
    if who is None and what is None:
        return
    if who is None:
        raise InvalidInput("order.no_signatory", "Enter who signed the order", field="signed_by")
    if what is None:
        raise InvalidInput("order.no_position", "Enter the position of who signed the order", field="position")
    order.signatory_sealed = seal(who.encode(), bound_to=f"order-signatory:{order.id}".encode())
    order.position_sealed = seal(what.encode(), bound_to=f"order-position:{order.id}".encode())
    order.save(update_fields=["signatory_sealed", "position_sealed"])
    record.append(ORDER_SIGNATORY_NAMED, on=order, name=who, position=what)
