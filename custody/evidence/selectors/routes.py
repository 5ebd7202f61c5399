"""Where a load on the road was sent, as a departure said it; only equality with a place is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.lifecycle import CustodyState
from custody.evidence.selectors.vehicles import LEFT_BY, left_under
from custody.ledger.selectors import newest_values

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Place


def astray(units: Sequence[HandlingUnit], place: Place) -> list[HandlingUnit]:
    """Return those of the units on the road that were sent to another place than this one (R9): by whoever handed them
    over for it, or by their crew, which left by itself.

    One that left in an emergency was sent nowhere.
    """
    riding = {unit.stream_id: unit for unit in units if unit.custody_state == CustodyState.IN_TRANSIT}
    if not riding:
        return []
    # What leaves in an emergency has a destination too, and no seal on its vehicle.
    routed = left_under(list(riding.values()))
    sent = newest_values(riding, codes=LEFT_BY, name="destination_id")
    return [
        unit for stream, unit in riding.items()
        if unit.id in routed and sent.get(stream) is not None and str(sent[stream]) != str(place.id)
    ]  # fmt: skip
