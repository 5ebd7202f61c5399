"""What the fast lane asks of the past of units: their intake, whether they were ever in store, and how they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q

from custody.core.errors import InvalidInput
from custody.core.events import EMERGENCY_DEPARTED, OPERATION_BEGAN, SECOND_LEFT, UNIT_DEPARTED, VEHICLE_CHANGED
from custody.core.identifiers import parse_seal_number
from custody.evidence.models import Discrepancy, HandlingUnit, Seal, Weighing
from custody.evidence.selectors.facts import ALONE, NO_JOURNEY, VEHICLE
from custody.evidence.selectors.vehicles import left_under
from custody.ledger.selectors import newest_seq, times_told


def weighings_of(units: Sequence[HandlingUnit]) -> dict[UUID, list[Weighing]]:
    """Return, by unit, every time it lay on a scale, the oldest first; nothing for one that never did."""
    found: dict[UUID, list[Weighing]] = {}
    for weighing in Weighing.objects.filter(unit__in=[unit.id for unit in units]).order_by("weighed_at", "pk"):
        found.setdefault(weighing.unit_id, []).append(weighing)
    return found


def unsealed_at(units: Sequence[HandlingUnit]) -> dict[UUID, datetime]:
    """Return, by unit, when a seal of it last came off; one that was never opened is left out."""
    rows = Seal.objects.filter(unit__in=[unit.id for unit in units], removed_at__isnull=False).order_by()
    return dict(rows.values("unit").annotate(at=Max("removed_at")).values_list("unit", "at"))


def ever_stored(units: Sequence[HandlingUnit]) -> set[UUID]:
    """Return those of the units that were ever put in store: there they can be opened."""
    return {unit.id for unit in units if newest_seq(stream_id=unit.stream_id, code="unit.stored/1") is not None}


def vehicle_seals_of(units: Sequence[HandlingUnit]) -> dict[UUID, str | None]:
    """Return, by unit, the seal that was on the vehicle of its one journey, and stayed there: ``None`` where another
    was ever read on one. Whatever explained that, nobody knows any more that the load was not opened on the road.
    ``None`` too for what made more than one journey, was carried to another site without one, was elsewhere under a
    written act, went into another vehicle on the road, or was with one person alone there: the last seal was chosen by
    who drove on with it, and says nothing of what lay between (R9, "directly")."""
    under = left_under(units)
    rows = Discrepancy.objects.filter(
        Q(discrepancy_kind=VEHICLE) | Q(discrepancy_kind="seal", expected__in=set(under.values()))
        | Q(discrepancy_kind=ALONE, found=NO_JOURNEY),
        unit__in=[unit.id for unit in units],
    )
    differed = set(rows.values_list("unit_id", flat=True)) | _not_straight(units)
    return {unit.id: None if unit.id in differed else under.get(unit.id) for unit in units}


_LEAVES = (UNIT_DEPARTED.code, EMERGENCY_DEPARTED.code)
_NO_LONGER = (OPERATION_BEGAN.code, VEHICLE_CHANGED.code, SECOND_LEFT.code)
"""What one journey under one seal, with two beside it, has not."""


def _not_straight(units: Sequence[HandlingUnit]) -> set[UUID]:
    """Return those of the units that did not come from where they were seized in one journey and vehicle, with two."""
    told = times_told([unit.stream_id for unit in units], codes=(*_LEAVES, *_NO_LONGER))
    return {
        unit.id for unit in units
        if sum(told[unit.stream_id][each] for each in _LEAVES) != 1
        or any(told[unit.stream_id][each] for each in _NO_LONGER)
    }  # fmt: skip


def reads_as(text: str, number: str) -> bool:
    """Say whether what was read off the vehicle is its seal."""
    try:
        return parse_seal_number(text) == parse_seal_number(number)
    except InvalidInput:
        return False
