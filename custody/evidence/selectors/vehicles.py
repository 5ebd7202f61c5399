"""Under which seal the vehicle left that units ride in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import VEHICLE_CHANGED
from custody.core.lifecycle import CustodyState
from custody.ledger.selectors import newest_values

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Transfer

LEFT_BY = ("unit.departed/1", "emergency.departed/1")
"""What leaves in an emergency leaves without a seal on its vehicle."""
_RIDES_BY = (*LEFT_BY, VEHICLE_CHANGED.code)


def vehicle_seals(units: Sequence[HandlingUnit]) -> dict[UUID, str]:
    """Return, by unit that is on the road, the seal its vehicle left under; one that left without is left out.

    For actions, and to ask for as many seals as there are: a number is never shown to who is to read it.
    """
    return left_under([unit for unit in units if unit.custody_state == CustodyState.IN_TRANSIT])


def left_under(units: Sequence[HandlingUnit]) -> dict[UUID, str]:
    """Return, by unit, the seal its vehicle bore when it last left, whoever drove it, or that of the vehicle in which
    it went on from there; one that then left without a seal, or never did, is left out."""
    streams = {unit.stream_id: unit.id for unit in units}
    if not streams:
        return {}
    told = newest_values(streams, codes=_RIDES_BY, name="vehicle_seal")
    return {streams[stream]: seal for stream, seal in told.items() if seal}


def seals_to_read(transfer: Transfer, units: Sequence[HandlingUnit]) -> dict[UUID, str]:
    """Return, by unit, the seal of its vehicle that is to be read when a hand-over is answered.

    Of a departure that is the seal the giver named; of an arrival, and of what one crew hands to another on the road,
    the one the load left under. Who takes over by command is asked for what can be counted.
    """
    if transfer.purpose == "departure":
        return dict.fromkeys((unit.id for unit in units), transfer.vehicle_seal or "")
    return vehicle_seals(units) if transfer.commanded_by_id is None else {}
