"""How much a seizure is, as far as its reader may know of it: its units by kind, its bricks, its mass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from custody.core.exceptional import RECOVERED
from custody.core.lifecycle import BECAME_OTHERS
from custody.evidence.models.unit import GOODS_KINDS, NOT_DRUGS
from custody.evidence.selectors.access import visible_units

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import Seizure
    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True)
class Totals:
    """What was seized. Samples are left out: they were part of a unit that is counted."""

    by_kind: dict[str, int] = field(default_factory=dict)
    """Units by kind, also those inside others, the largest kind first."""
    bricks: int = 0
    gross_mg: int | None = None
    """Booked gross mass of the outermost units; ``None`` when nothing was weighed."""
    outermost: int = 0
    weighed: int = 0
    """How many of the outermost units have a mass: it is the mass of these alone."""


def with_unit_counts(rows: QuerySet[Seizure], *, reader: Officer) -> QuerySet[Seizure]:
    """Return seizures, each with how many outermost units came out of it that the reader may know of (``unit_count``):
    counted for the rows that a page shows, where a join would count for all that ever were. A sealed unit is not told
    by a number that is larger than the rows behind it."""
    known = visible_units(reader).select_related(None)
    units = known.filter(seizure=OuterRef("pk"), parent__isnull=True).order_by().values("seizure")
    return rows.annotate(unit_count=Coalesce(Subquery(units.annotate(count=Count("id")).values("count")), 0))


def totals_of(seizure: Seizure, *, reader: Officer) -> Totals:
    """Return how much was registered of a seizure that the reader may know of, in one query; what became other units
    counts with those, what came back counts as what it was before it was gone."""
    outermost = Q(parent__isnull=True)
    rows = (
        visible_units(reader)
        .select_related(None)
        .filter(seizure=seizure)
        .exclude(kind__in=NOT_DRUGS)
        .exclude(Q(custody_state__in=BECAME_OTHERS) | Q(derivation__how=RECOVERED))
        .values("kind")
        .annotate(
            units=Count("id"),
            bricks=Sum("package_count", filter=outermost),
            mg=Sum("gross_mg", filter=outermost),
            out=Count("id", filter=outermost),
            weighed=Count("gross_mg", filter=outermost),
        )
    )
    found = {row["kind"]: row for row in rows}
    weighed = [row["mg"] for row in found.values() if row["mg"] is not None]
    order = ("pallet", "drum", "bag", "box", *GOODS_KINDS)
    return Totals(
        by_kind={kind: found[kind]["units"] for kind in dict.fromkeys(order) if kind in found},
        bricks=sum(row["bricks"] or 0 for row in found.values()),
        gross_mg=sum(weighed) if weighed else None,
        outermost=sum(row["out"] for row in found.values()),
        weighed=sum(row["weighed"] for row in found.values()),
    )
