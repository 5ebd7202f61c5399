"""What the next weighing of a unit is compared with, read for all units of an act at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from custody.core.mass import Basis
from custody.evidence.models import Discrepancy, Removal, Weighing
from custody.evidence.selectors.facts import load_of

if TYPE_CHECKING:
    from datetime import datetime

    from custody.core.tolerance import Load
    from custody.evidence.models import HandlingUnit

_BOOKS = ("seizure", "sampling", "treatment")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Reference:
    """What the next weighing of a unit is compared with. ``None`` where nothing can be expected."""

    gross_mg: int | None
    package_count: int | None
    load: Load | None
    weighing_basis: str | None
    days_ago: int
    estimated_mg: int | None = None
    """What it was first estimated or declared to weigh, while no scale has shown it; where something was taken out,
    first after that."""


def reference_for(unit: HandlingUnit, *, day: int) -> Reference:
    """Return what a weighing of one unit is compared with; see ``references_for``."""
    return references_for([unit], day=day)[unit.id]


def references_for(units: Sequence[HandlingUnit], *, day: int) -> dict[UUID, Reference]:
    """Return what a weighing of each unit is compared with; ``day`` is the ordinal of its date.

    That is the booked mass: of the seizure, or of the last closing after sampling or treatment. An ordinary check never
    replaces it, or many small thefts would each stay within tolerance. A discrepancy that was explained since does.
    Where a unit was taken out, the booked mass and count are those that were left. Three queries, however many units
    there are.
    """
    ids = [unit.id for unit in units]
    weighings: dict[UUID, list[Weighing]] = defaultdict(list)
    for row in Weighing.objects.filter(unit__in=ids).select_related("scale").order_by("weighed_at"):
        weighings[row.unit_id].append(row)
    explained: dict[UUID, list[Discrepancy]] = defaultdict(list)
    for found in Discrepancy.objects.raw(
        "SELECT * FROM custody_discrepancy WHERE unit_id = ANY (%s::uuid[]) AND resolved_at IS NOT NULL"
        " AND discrepancy_kind IN ('weight', 'count') ORDER BY resolved_at",
        [ids],
    ):
        explained[found.unit_id].append(found)
    removed: dict[UUID, datetime] = dict(
        Removal.objects.filter(unit__in=ids).order_by("removed_at").values_list("unit_id", "removed_at")
    )
    return {
        unit.id: _reference(unit, weighings[unit.id], explained[unit.id], removed.get(unit.id), day=day)
        for unit in units
    }


def _reference(
    unit: HandlingUnit,
    weighings: Sequence[Weighing],
    explained: Sequence[Discrepancy],
    removed_at: datetime | None,
    *,
    day: int,
) -> Reference:
    """Return the reference of one unit; what is known of it is given oldest first."""
    booked = _last(row for row in weighings if row.occasion in _BOOKS)
    gross_mg, package_count, source = unit.gross_mg, unit.package_count, booked
    latest = _last(
        each
        for each in explained
        if (booked is None or each.opened_at > booked.weighed_at)
        and (removed_at is None or each.opened_at >= removed_at)
    )
    if latest is not None:
        source = _last(row for row in weighings if row.weighed_at <= latest.opened_at and is_its_own(row)) or booked
    if source is not None and source is not booked and (removed_at is None or source.weighed_at >= removed_at):
        gross_mg = source.gross_mg
        package_count = package_count if source.package_count is None else source.package_count
    if source is None or source.method != "weighed":
        # What was estimated or declared proves nothing, and some units left the quay without a weight; the first
        # time it really lay on a scale does.
        source = next(filter(is_its_own, weighings), None)
        if removed_at is None or source is None or source.weighed_at >= removed_at:
            gross_mg = None if source is None else source.gross_mg
    if source is None:
        guessed = [row for row in weighings if row.method != "weighed"]
        since = [row for row in guessed if removed_at is not None and row.weighed_at >= removed_at]
        # The first counts, which two made where it was seized: whoever has it since could lower it step by step.
        estimated = next(iter(since or guessed), None)
        return Reference(None, package_count, None, None, 0, None if estimated is None else estimated.gross_mg)
    return Reference(
        gross_mg,
        package_count,
        load_of(source.gross_mg, source.scale),
        source.weighing_basis,
        max(0, day - source.weighed_at.date().toordinal()),
    )


def is_its_own(weighing: Weighing) -> bool:
    """Say whether a weighing tells what the unit weighs: read off a scale, and not off a weighbridge that held a
    vehicle with it."""
    return weighing.method == "weighed" and weighing.weighing_basis != Basis.TRUCK


def _last(rows: Iterable[Row]) -> Row | None:
    return next(reversed(list(rows)), None)
