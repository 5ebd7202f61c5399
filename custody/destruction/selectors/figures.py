"""How fast goods burn: the share destroyed within 24 and 48 hours of their seizure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Sum

from custody.core.exceptional import RECOVERED
from custody.core.lifecycle import BECAME_OTHERS
from custody.core.postings import COMES_BACK_FROM
from custody.destruction.models import ManifestLine
from custody.evidence.models import Derivation, HandlingUnit, Posting
from custody.evidence.models.unit import NOT_DRUGS

_ALL = 2**31
"""More than there can be: what is cut off is worked out once, before it is summed."""


@dataclass(frozen=True, slots=True)
class BurntShare:
    """What was seized in a stretch of time, and how much of it had burnt 24 and 48 hours later."""

    seized_units: int
    units_within_24h: int
    units_within_48h: int
    seized_mg: int
    mg_within_24h: int
    mg_within_48h: int


def burnt_share(*, since: datetime, until: datetime, jurisdiction: str | None = None) -> BurntShare:
    """Return the figures for goods seized from ``since`` to before ``until``.

    What was seized less than 48 hours ago may still make it: let ``until`` be that long ago for a fair share.
    Samples, what is no drug, what is inside another unit, and what became other units are not counted. What was gone
    and came back is one unit, that of what came back; of the one that was gone, what is gone still counts as mass.
    """
    back = came_back()
    seized = HandlingUnit.objects.filter(parent__isnull=True, seized_at__gte=since, seized_at__lt=until).exclude(
        Q(kind__in=NOT_DRUGS) | Q(custody_state__in=BECAME_OTHERS)
    )
    if jurisdiction is not None:
        seized = seized.filter(jurisdiction=jurisdiction)
    gone = seized.filter(pk__in=back).values_list("id", "gross_mg")
    still_mg = sum(max(0, (mg or 0) - back[unit_id]) for unit_id, mg in gone)
    seized = seized.exclude(pk__in=back)
    # Looked up unit by unit: a join would read the lists of all burns that ever were.
    lines = ManifestLine.objects.filter(unit=OuterRef("pk")).order_by().values("unit").annotate(at=Min("destroyed_at"))
    ash = seized.annotate(ash_at=Subquery(lines.values("at"))).order_by()[:_ALL]
    within = {hours: Q(ash_at__lte=F("seized_at") + timedelta(hours=hours)) for hours in (24, 48)}
    found = ash.aggregate(
        units=Count("id"),
        mg=Sum("gross_mg"),
        units_24=Count("id", filter=within[24]),
        mg_24=Sum("gross_mg", filter=within[24]),
        units_48=Count("id", filter=within[48]),
        mg_48=Sum("gross_mg", filter=within[48]),
    )
    return BurntShare(
        seized_units=found["units"],
        units_within_24h=found["units_24"],
        units_within_48h=found["units_48"],
        seized_mg=int(found["mg"] or 0) + still_mg,
        mg_within_24h=int(found["mg_24"] or 0),
        mg_within_48h=int(found["mg_48"] or 0),
    )



def came_back() -> dict[UUID, int]:
    """Return, by unit that was gone and of which something came back, how much did, by the books (ADR 0014)."""
    made = dict(Derivation.objects.filter(how=RECOVERED).values_list("unit_id", "sources"))
    rows = Posting.objects.filter(unit__in=made, from_account__in=COMES_BACK_FROM)
    moved = rows.values_list("unit_id").annotate(Sum("mg"))
    out = dict.fromkeys((UUID(source) for sources in made.values() for source in sources), 0)
    for unit_id, mg in moved:
        for source in made[unit_id]:
            out[UUID(source)] += int(mg)
    return out
