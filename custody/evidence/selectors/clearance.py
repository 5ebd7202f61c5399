"""Who stripped a conveyance, and what the search after that said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import EXTRACTION_RESUMED, EXTRACTION_STARTED, FieldClass
from custody.evidence.models import Clearance, Conveyance
from custody.ledger.selectors import told

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit

_WHOLE_LIFE = 10_000


def stripped_by(unit: HandlingUnit) -> frozenset[str]:
    """Return the pseudonyms of everybody who led a stripping of the conveyance or stood by, every time it was open."""
    lines = told([unit.stream_id], classes=frozenset({FieldClass.PERSONAL}), limit=_WHOLE_LIFE)
    starts = [line for line in lines if line.type is EXTRACTION_STARTED or line.type is EXTRACTION_RESUMED]
    return frozenset(str(person) for line in starts for person in (line.actor, *line.values.values()))


def held_for(unit: HandlingUnit) -> str | None:
    """Return who else keeps a conveyance here, ``None`` when nobody does."""
    return Conveyance.objects.filter(unit=unit).values_list("held_for", flat=True).first()


def cleared_among(units: Iterable[HandlingUnit]) -> set[UUID]:
    """Return those of some emptied conveyances of which the newest search since then says clear, signed by both."""
    by_id = {unit.id: unit for unit in units}
    clear: dict[UUID, bool] = {}
    for found in Clearance.objects.filter(unit__in=by_id).select_related("signature").order_by("searched_at", "id"):
        since = by_id[found.unit_id].state_since
        if since is None or found.searched_at >= since:
            signed = found.signature is None or found.signature.signed_at is not None
            clear[found.unit_id] = found.result == "clear" and signed
    return {unit_id for unit_id, is_clear in clear.items() if is_clear}


def newest_clearance(unit: HandlingUnit) -> Clearance | None:
    """Return the newest search since the conveyance was emptied, with its signature, or ``None``."""
    rows = Clearance.objects.filter(unit=unit, searched_at__gte=unit.state_since)
    return rows.select_related("signature").order_by("-searched_at", "-id").first()
