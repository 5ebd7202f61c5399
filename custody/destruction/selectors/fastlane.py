"""What the fast lane asks of the past of units: their intake, whether they were ever in store, and how they came."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_seal_number
from custody.evidence.models import HandlingUnit, TransferLine, Weighing
from custody.ledger.selectors import newest_seq


def weighings_of(units: Sequence[HandlingUnit]) -> dict[UUID, list[Weighing]]:
    """Return, by unit, every time it lay on a scale, the oldest first; nothing for one that never did."""
    found: dict[UUID, list[Weighing]] = {}
    for weighing in Weighing.objects.filter(unit__in=[unit.id for unit in units]).order_by("weighed_at", "pk"):
        found.setdefault(weighing.unit_id, []).append(weighing)
    return found


def ever_stored(units: Sequence[HandlingUnit]) -> set[UUID]:
    """Return those of the units that were ever put in store: there they can be opened."""
    return {unit.id for unit in units if newest_seq(stream_id=unit.stream_id, code="unit.stored/1") is not None}


def vehicle_seals_of(units: Sequence[HandlingUnit]) -> dict[UUID, str | None]:
    """Return, by unit, the seal that was on the vehicle of its last journey."""
    rows = TransferLine.objects.filter(
        unit__in=[unit.id for unit in units], transfer__purpose="departure", transfer__state="accepted"
    ).select_related("transfer")
    return {line.unit_id: line.transfer.vehicle_seal for line in rows.order_by("transfer__closed_at", "pk")}


def reads_as(text: str, number: str) -> bool:
    """Say whether what was read off the vehicle is its seal."""
    try:
        return parse_seal_number(text) == parse_seal_number(number)
    except InvalidInput:
        return False
