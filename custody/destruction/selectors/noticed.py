"""Of which goods a notice told: of what its seizure held when it was served, and of no more (R6, R7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from custody.destruction.selectors.local_days import zones_of
from custody.evidence.models import HandlingUnit, Sample
from custody.evidence.selectors.facts import made_out_of
from custody.ledger.selectors import begun_at

if TYPE_CHECKING:
    from custody.destruction.models import Notice


def told_by(units: Sequence[HandlingUnit], notices: Mapping[UUID, Sequence[Notice]]) -> dict[UUID, list[Notice]]:
    """Return, by unit, those of the notices about its seizure that told of it.

    Who is told of one bag and stays silent has not consented to ten that are registered afterwards. What counts is the
    order in which they came into the ledger: what is written down late, nobody was told of either. Nor did a paper that
    is proved to have been served earlier tell of goods that came on a later day. What was split, packed anew, merged or
    taken out since was told of when all that it came from was; a sample, when what it was taken out of was.
    """
    served = [notice for rows in notices.values() for notice in rows]
    if not served:
        return {unit.id: [] for unit in units}
    taken = dict(Sample.objects.filter(sample_unit__in=[unit.id for unit in units]).values_list("sample_unit", "unit"))
    sources = made_out_of(taken.get(unit.id, unit.id) for unit in units)
    firsts = _firsts({each for of in sources.values() for each in of})
    began = begun_at([notice.stream_id for notice in served] + list(firsts.values()))
    zones = zones_of(units) if any(notice.served_on is not None for notice in served) else {}
    out: dict[UUID, list[Notice]] = {}
    for unit in units:
        came = max(began[firsts[each]] for each in sources[taken.get(unit.id, unit.id)] if each in firsts)
        out[unit.id] = [
            notice
            for notice in ([] if unit.seizure_id is None else notices.get(unit.seizure_id, ()))
            if came < began[notice.stream_id]
            and (notice.served_on is None or came.astimezone(ZoneInfo(zones[unit.id])).date() <= notice.served_on)
        ]
    return out


def _firsts(unit_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the streams of those of the units that were made or taken out of nothing else, by unit."""
    came = [unit_id for unit_id, sources in made_out_of(unit_ids).items() if sources == {unit_id}]
    return dict(HandlingUnit.objects.filter(pk__in=came).values_list("id", "stream_id"))
