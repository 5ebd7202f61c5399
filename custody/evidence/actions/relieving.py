"""What else is true of a load that changes hands on the road: where it did, and in which vehicle it goes on. Steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput
from custody.core.events import LOAD_RELIEVED, VEHICLE_CHANGED
from custody.core.identifiers import parse_seal_number
from custody.core.lifecycle import CustodyState
from custody.evidence import entries, lists, policies
from custody.evidence.actions import steps

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Transfer
    from custody.ledger.recording import Record

WHERE_MOST, VEHICLE_MOST = 200, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """What was said of the road, checked. ``vehicle`` is ``None`` where it goes on in the same one."""

    where: str | None
    vehicle: str | None
    vehicle_seal: str | None


def said_of_road(*, where: str | None, new_vehicle: str | None, new_vehicle_seal: str | None) -> Relief:
    """Return what was said of the road; raise ``InvalidInput`` for a seal that was used before, or of no vehicle. That
    another vehicle bears no seal of ours is a fact."""
    spot = entries.clean_text(where, field="where", most=WHERE_MOST)
    vehicle = entries.clean_text(new_vehicle, field="new_vehicle", most=VEHICLE_MOST)
    seal = None
    if new_vehicle_seal is not None and new_vehicle_seal.strip():
        try:
            seal = parse_seal_number(new_vehicle_seal)
        except InvalidInput as refusal:
            raise steps.on_field(refusal, "new_vehicle_seal") from None
        policies.check_seal_free(seal, field="new_vehicle_seal")
        if vehicle is None:
            raise InvalidInput("text.missing", "Enter the {name}", field="new_vehicle", name="new_vehicle")
    return Relief(where=spot, vehicle=vehicle, vehicle_seal=seal)


def note(record: Record, transfer: Transfer, units: Sequence[HandlingUnit], relief: Relief) -> None:
    """Write that a load changed hands on the road, and where, in words; ``None``: nobody said. A step of every
    hand-over that is accepted, before anything moves.

    Appends ``load.relieved/1`` on it and on each unit that is on the road, and ``vehicle.changed/1`` where they go on
    in another vehicle: its seal is what is read from then on.
    """
    on_the_road = [unit for unit in units if unit.custody_state == CustodyState.IN_TRANSIT]
    if transfer.purpose not in lists.ON_THE_SPOT or not on_the_road:
        return
    by = record.act.actor.pseudonym
    for row in (transfer, *on_the_road):
        record.append(
            LOAD_RELIEVED, on=row, transfer_id=transfer.id, relieved_at=record.at, where=relief.where, relieved_by=by
        )
    for row in (transfer, *on_the_road) if relief.vehicle is not None else ():
        record.append(
            VEHICLE_CHANGED, on=row, transfer_id=transfer.id, changed_at=record.at, vehicle=relief.vehicle,
            vehicle_seal=relief.vehicle_seal, told_by=by,
        )  # fmt: skip
