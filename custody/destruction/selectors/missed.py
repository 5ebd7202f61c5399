"""What somebody misses of goods that are in the fire already: the fire is a fact, and so is the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Min

from custody.destruction.models import Loaded
from custody.evidence.lists import OF_A_SEARCH
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.facts import contents_of

if TYPE_CHECKING:
    from uuid import UUID

    from custody.destruction.models import BurnSession
    from custody.evidence.models import HandlingUnit


def differing(session: BurnSession, units: Sequence[HandlingUnit]) -> list[HandlingUnit]:
    """Return what a discrepancy freezes, among these units and all that lies inside them, by label.

    That something inside is not where it should be counts no more from when somebody saw the unit around it go into the
    fire of this burn: whoever misses it then misses it in ash, and no release is decided on that.
    """
    around = contents_of(unit.id for unit in units)
    fed = dict(
        Loaded.objects.filter(session=session, unit__in=units).values_list("unit").annotate(at=Min("loaded_at"))
        .order_by()
    )  # fmt: skip
    rows = Discrepancy.objects.filter(unit__in=[*around, *(unit.id for unit in units)], resolved_at__isnull=True)
    frozen: dict[UUID, HandlingUnit] = {}
    for row in rows.select_related("unit").order_by("unit__label", "opened_at"):
        since = fed.get(around[row.unit_id]) if row.unit_id in around else None
        if row.discrepancy_kind not in OF_A_SEARCH or since is None or row.opened_at <= since:
            frozen.setdefault(row.unit_id, row.unit)
    return list(frozen.values())
