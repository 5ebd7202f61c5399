"""Who stripped a conveyance, and what the search after that said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.events import EXTRACTION_STARTED, FieldClass
from custody.evidence.models import Clearance
from custody.ledger.selectors import told

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit

_WHOLE_LIFE = 10_000


def stripped_by(unit: HandlingUnit) -> frozenset[str]:
    """Return the pseudonyms of everybody who led a stripping of the conveyance or stood by, every time it was open."""
    lines = told([unit.stream_id], classes=frozenset({FieldClass.PERSONAL}), limit=_WHOLE_LIFE)
    starts = [line for line in lines if line.type is EXTRACTION_STARTED]
    return frozenset(str(person) for line in starts for person in (line.actor, *line.values.values()))


def newest_clearance(unit: HandlingUnit) -> Clearance | None:
    """Return the newest search since the conveyance was emptied, with its signature, or ``None``."""
    rows = Clearance.objects.filter(unit=unit, searched_at__gte=unit.state_since)
    return rows.select_related("signature").order_by("-searched_at", "-id").first()
