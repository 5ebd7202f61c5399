"""What was checked for the fire, or lies at the furnace, is kept by two: given to one, the other says that it is so.

Who has it is a fact, and is recorded as one; what is owed for it bars the fire. Steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.events import TRANSFER_ACCEPTED
from custody.core.lifecycle import CustodyState, Family
from custody.evidence.actions import signatures
from custody.evidence.lists import FURNACE_KIND

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Transfer
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer, Place

TOGETHER = frozenset({CustodyState.STAGED, CustodyState.AT_FURNACE})


def owe_word_of_other(
    record: Record, transfer: Transfer, units: Sequence[HandlingUnit], where: Place | None
) -> None:
    """Write that the other of two who answered for goods has yet to say that one person alone has them now (R24): one
    of them gave all of it away, and the other was asked nothing. Before custody passes, with the units locked; for what
    was checked for the fire, or lies at the furnace, or comes there by this: ``where``. By command two take over, and
    who had it hears of that. A replay or an opening record asks nobody. Appends ``signature.owed/1`` for each unit.
    """
    if record.act.basis in signatures.OLD or transfer.receiver_second is not None:
        return
    comes_to_fire = where is not None and where.kind == FURNACE_KIND
    theirs: dict[Officer, list[HandlingUnit]] = {}
    for unit in units:
        kept_so = (comes_to_fire and unit.family is Family.GOODS) or unit.custody_state in TOGETHER
        for each in (unit.custodian, unit.co_custodian) if kept_so and unit.co_custodian is not None else ():
            if each is not None and each.id != transfer.giver_id:
                theirs.setdefault(each, []).append(unit)
    for other, had in theirs.items():
        signatures.owe(
            record, had, matter="witness", about=TRANSFER_ACCEPTED.code, wanted=other, owed_by=transfer.giver
        )


def owe_second(record: Record, transfer: Transfer, units: Sequence[HandlingUnit]) -> None:
    """Write that the second of two who took goods over has yet to sign for that. A crew's departure and a command ask
    for that by themselves; what was checked for the fire or lies at the furnace does not burn before it is signed, as
    a badge that somebody typed answers for nothing. Appends ``signature.owed/1``."""
    second = transfer.receiver_second
    if second is None or transfer.commanded_by is not None or transfer.purpose == "departure":
        return
    together = [unit for unit in units if unit.custody_state in TOGETHER]
    others = [unit for unit in units if unit.custody_state not in TOGETHER]
    if together and record.act.basis not in signatures.OLD:
        signatures.owe(record, together, matter="witness", about=TRANSFER_ACCEPTED.code, wanted=second)
    signatures.owe_second(record, others, about=TRANSFER_ACCEPTED.code, wanted=second)
