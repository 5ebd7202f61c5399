"""The seal of the vehicle, read by who takes the load over. Steps: each takes ``record`` first, or checks only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import VEHICLE_SEAL_READ
from custody.evidence.actions import receiving

if TYPE_CHECKING:
    from custody.evidence.models import Discrepancy, HandlingUnit, Transfer
    from custody.ledger.recording import Record

NONE_WHOLE = "none or damaged"
_KEPT = 32
Readings = Sequence[str | None]
"""What was read off each vehicle of a load; ``None`` for a seal that is missing or damaged."""


def check_read(known: Mapping[UUID, str], seen: Readings | None, *, read_twice: bool) -> None:
    """Return when the seal of every vehicle was read and is the one we know, or was read so twice.

    Raises ``InvalidInput`` with ``vehicle_seal.not_read``, or ``vehicle_seal.read_again``: a slip of the eye is no
    discrepancy. A seal that is missing cannot be read again.
    """
    if not known:
        return
    if not seen:
        raise InvalidInput("vehicle_seal.not_read", "Read the seal of the vehicle", field="vehicle_seal")
    numbers = {number for number in map(receiving.as_read, seen) if number is not None}
    if numbers - set(known.values()) and not read_twice:
        raise InvalidInput(
            "vehicle_seal.read_again", "This is not the seal we know on the vehicle. Read it again",
            field="vehicle_seal",
        )  # fmt: skip


def record_reading(
    record: Record,
    units: Sequence[HandlingUnit],
    known: Mapping[UUID, str],
    seen: Readings | None,
    *,
    transfer: Transfer | None,
) -> list[Discrepancy]:
    """Write what was read off the vehicle; what rode under another seal is frozen. Return what was opened.

    Appends ``vehicle.seal_read/1`` on the hand-over, or on each unit where there is none, and ``discrepancy.opened/1``.
    """
    if not known or not seen:
        return []
    numbers = [number for number in map(receiving.as_read, seen) if number is not None]
    wrong = [unit for unit in units if unit.id in known and known[unit.id] not in numbers]
    text = ", ".join(numbers)[:_KEPT]
    if transfer is not None:
        transfer.vehicle_seal_seen = text
        transfer.save(update_fields=["vehicle_seal_seen"])
    for row in units if transfer is None else [transfer]:
        record.append(
            VEHICLE_SEAL_READ,
            on=row,
            transfer_id=None if transfer is None else transfer.id,
            occasion="arrival" if transfer is None else transfer.purpose,
            read_at=record.at,
            differs=bool(wrong),
            seal_seen=text,
            read_by=record.act.actor.pseudonym,
        )
    return receiving.open_discrepancies(
        record,
        [
            receiving.Difference(unit=unit, kind="vehicle", expected=known[unit.id], found=text or NONE_WHOLE)
            for unit in wrong
        ],
    )
