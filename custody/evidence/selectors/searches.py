"""The search that a discrepancy is about: since when, who noticed, whether it has failed, and what was asked to be
counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from custody.core.events import FieldClass
from custody.evidence.lists import OF_A_SEARCH
from custody.evidence.models import Inventory
from custody.evidence.selectors.counting import visible_inventories
from custody.ledger.selectors import Told, told
from custody.organisation.selectors import officers_by_pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterable

    from custody.evidence.models import Discrepancy
    from custody.organisation.models import Officer

_SHOWN = frozenset({FieldClass.OPEN, FieldClass.PERSONAL})
_WHOLE_LIFE = 10_000
_ENDS = {
    "unit.found/1": "found", "unit.stolen/1": "stolen", "unit.lost/1": "lost",
    "unit.destroyed_by_event/1": "destroyed_by_event",
}  # fmt: skip


@dataclass(slots=True)
class Search:
    """One search for a unit. ``state`` is ``unlocated``, ``missing`` (it has failed), or how it ended.

    ``counts`` are the inventories it brought about that the reader may know of.
    """

    began_at: datetime
    noticed_by: str
    remark: str | None
    state: str = "unlocated"
    missing_at: datetime | None = None
    ended_at: datetime | None = None
    counts: list[Inventory] = field(default_factory=list)


def search_of(reader: Officer, discrepancy: Discrepancy) -> Search | None:
    """Return the search that a discrepancy is about; ``None`` for one that is about no search."""
    if discrepancy.discrepancy_kind not in OF_A_SEARCH:
        return None
    unit = discrepancy.unit
    lines = told([unit.stream_id], classes=_SHOWN, newest_first=False, limit=_WHOLE_LIFE)
    begun = [each for each in _searches(lines) if each.began_at <= discrepancy.opened_at]
    if not begun:
        return None
    search = begun[-1]
    noticed = officers_by_pseudonym([search.noticed_by])
    search.noticed_by = noticed[search.noticed_by].badge if search.noticed_by in noticed else ""
    asked = visible_inventories(reader).filter(cause_id=unit.id, asked_at__gte=search.began_at)
    search.counts = list(asked.order_by("asked_at", "id"))
    return search


def _searches(lines: Iterable[Told]) -> list[Search]:
    """Return the searches for a unit, in their order, out of its story."""
    out: list[Search] = []
    for line in lines:
        code, values = line.type.code, line.values
        if code == "unit.unlocated/1":
            out.append(Search(values["noticed_at"], values.get("reported_by") or "", values.get("remark")))
        elif out and code == "unit.missing/1":
            out[-1].state, out[-1].missing_at = "missing", values["missing_at"]
        elif out and out[-1].ended_at is None and code in _ENDS:
            out[-1].state = _ENDS[code]
            out[-1].ended_at = values.get("found_at") or values.get("gone_at")
    return out
