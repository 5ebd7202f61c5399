"""The seals of the vehicles, read by who takes a load over. Steps: each takes ``record`` first, or checks only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import VEHICLE_SEAL_READ
from custody.evidence import entries
from custody.evidence.actions import receiving

if TYPE_CHECKING:
    from custody.evidence.models import Discrepancy, HandlingUnit, Transfer
    from custody.ledger.recording import Record

NONE_WHOLE = "none or damaged"
LONGEST, _FOUND_MOST = 32, 64
Readings = Sequence[str | None]
"""What was read off each vehicle of a load; ``None`` for a seal that is missing or damaged."""


def check_read(known: Mapping[UUID, str], seen: Readings | None) -> Readings:
    """Return what was read, in one spelling; raise ``InvalidInput`` when nothing was. Nothing is to be read where no
    seal is known."""
    if not known:
        return ()
    if not seen:
        raise InvalidInput("vehicle_seal.not_read", "Read the seal of the vehicle", field="vehicle_seal")
    said = [entries.clean_text(each, field="vehicle_seal", most=LONGEST) for each in seen]
    return [receiving.as_read(each) for each in said]


def record_reading(
    record: Record, units: Sequence[HandlingUnit], known: Mapping[UUID, str], read: Readings,
    *, transfer: Transfer | None, occasion: str = "arrival",
) -> list[Discrepancy]:  # fmt: skip
    """Write each reading as it was made; what rode under another seal is frozen. Return what was opened. ``occasion``
    is when it was read where nothing changes hands.

    A reading too many that differs is no slip that a right one mends: then nobody knows under which seal the load rode,
    and all of it is frozen. Of several readings the hand-over keeps one that differs.
    Appends ``vehicle.seal_read/1`` for each reading on the hand-over, or on each unit where there is none, and
    ``discrepancy.opened/1``.
    """
    if not known or not read:
        return []
    right = set(known.values())
    strange = [each for each in read if each not in right]
    unread = right - set(read)
    wrong = [unit for unit in units if unit.id in known and (known[unit.id] in unread or len(strange) > len(unread))]
    for each in sorted(read, key=lambda each: each not in right):
        _tell(record, units, each, differs=each not in right, transfer=transfer, occasion=occasion)
    found = _in_short([each or NONE_WHOLE for each in strange]) or NONE_WHOLE
    return receiving.open_discrepancies(
        record,
        [receiving.Difference(unit=unit, kind="vehicle", expected=known[unit.id], found=found) for unit in wrong],
    )


def _tell(
    record: Record, units: Sequence[HandlingUnit], number: str | None, *, differs: bool, transfer: Transfer | None,
    occasion: str,
) -> None:  # fmt: skip
    if transfer is not None:
        transfer.vehicle_seal_seen = number or ""  # saved with the receipt
    for row in units if transfer is None else [transfer]:
        record.append(
            VEHICLE_SEAL_READ,
            on=row,
            transfer_id=None if transfer is None else transfer.id,
            occasion=occasion if transfer is None else transfer.purpose,
            read_at=record.at,
            differs=differs,
            seal_seen=number or "",
            read_by=record.act.actor.pseudonym,
        )


def _in_short(numbers: Sequence[str]) -> str:
    """Return the readings in a row, and of more than fit how many are left out: each stands in the ledger."""
    different = list(dict.fromkeys(numbers))
    for kept in range(len(different), 0, -1):
        rest = len(different) - kept
        text = ", ".join(different[:kept]) + (f" +{rest}" if rest else "")
        if len(text) <= _FOUND_MOST:
            return text
    return ""
