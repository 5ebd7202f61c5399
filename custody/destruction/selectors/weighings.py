"""Every earlier weight and count of units, side by side: what a witness compares before the fire (R12)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from custody.evidence.models import HandlingUnit, Weighing


def earlier_weighings(units: Sequence[HandlingUnit]) -> dict[UUID, list[Weighing]]:
    """Return, by unit, every time it lay on a scale, the oldest first."""
    out: dict[UUID, list[Weighing]] = {unit.id: [] for unit in units}
    for weighing in Weighing.objects.filter(unit__in=out).order_by("weighed_at", "pk"):
        out[weighing.unit_id].append(weighing)
    return out
