"""How the mass balance of many units stands, from the weighings, samples and discrepancies of their life."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, Sum

from custody.core import mass
from custody.destruction.balance import Balance
from custody.destruction.models import ManifestLine
from custody.evidence.models import Discrepancy, HandlingUnit, Sample, Weighing
from custody.evidence.selectors.facts import contents_of

_DRIES = "cannabis_herb"


@dataclass(slots=True)
class _Tree:
    """Some outermost units with all that is in them."""

    rows: dict[UUID, HandlingUnit]
    around: dict[UUID, UUID]
    children: dict[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def family_of(self, unit_id: UUID) -> list[UUID]:
        return [unit_id, *(inner for inner, outer in self.around.items() if outer == unit_id)]


def burnt_lines(unit_ids: Iterable[UUID]) -> dict[UUID, ManifestLine]:
    """Return, by unit, the line of the burn in which it was destroyed."""
    lines = ManifestLine.objects.filter(unit__in=list(unit_ids), destroyed_at__isnull=False)
    return {line.unit_id: line for line in lines.select_related("session")}


def balances_of(
    units: Sequence[HandlingUnit], *, weighed_mg: Mapping[UUID, int] | None = None
) -> dict[UUID, Balance]:
    """Return the balance of each outermost unit: booked at the seizure, sampled since, burnt, and explained.

    ``weighed_mg`` holds what the units weigh now, by unit, for goods that have not burnt yet.
    """
    tree = _tree(units)
    booked: dict[UUID, Weighing] = {}
    openings: dict[UUID, int] = defaultdict(int)
    steps: dict[UUID, list[int]] = defaultdict(list)
    last: dict[UUID, Weighing] = {}
    for each in Weighing.objects.filter(unit__in=tree.rows).select_related("scale").order_by("weighed_at"):
        last[each.unit_id] = each
        if each.occasion == "seizure":
            booked.setdefault(each.unit_id, each)
        if each.occasion == "sampling":
            openings[each.unit_id] += 1
        if each.scale is not None:
            steps[each.unit_id].append(each.scale.division_mg)
    sampled = _by_outermost(
        tree, Sample.objects.filter(unit__in=tree.rows).values_list("unit_id").annotate(mg=Sum("gross_mg"))
    )
    explained = Discrepancy.objects.filter(
        unit__in=tree.rows, resolved_at__isnull=False, difference_mg__isnull=False
    ).values_list("unit_id")
    lost = _by_outermost(tree, explained.filter(difference_mg__lt=0).annotate(mg=Sum("difference_mg")))
    gained = _by_outermost(tree, explained.filter(difference_mg__gt=0).annotate(mg=Sum("difference_mg")))
    if weighed_mg is None:
        weighed_mg = {key: line.burnt_mg or 0 for key, line in burnt_lines(tree.rows).items()}
    exact = {key: each.gross_mg for key, each in booked.items() if each.method == "weighed"}
    out: dict[UUID, Balance] = {}
    for unit in units:
        parts = [unit.id] if unit.id in exact else [key for key in tree.family_of(unit.id) if key in exact]
        allowed = [
            _tolerance(tree.rows[key], booked[key], last[key], steps[key], rounds=1 + openings[key])
            for key in parts
        ]
        out[unit.id] = Balance(
            booked_mg=_summed(tree, unit.id, exact),
            sampled_mg=sampled.get(unit.id, 0),
            burnt_mg=weighed_mg.get(unit.id, 0),
            tolerance_mg=None if None in allowed else sum(each for each in allowed if each is not None),
            lost_mg=-lost.get(unit.id, 0),
            gained_mg=gained.get(unit.id, 0),
            was_weighed=unit.id in exact,
        )
    return out


def _tree(units: Sequence[HandlingUnit]) -> _Tree:
    around = contents_of(unit.id for unit in units)
    rows = {
        unit.id: unit
        for unit in HandlingUnit.objects.select_related("exhibit").filter(
            Q(pk__in=around) | Q(pk__in=[unit.id for unit in units])
        )
    }
    tree = _Tree(rows, around)
    for row in rows.values():
        if row.parent_id is not None:
            tree.children[row.parent_id].append(row.id)
    return tree


def _summed(tree: _Tree, unit_id: UUID, own: dict[UUID, int]) -> int | None:
    mg = own.get(unit_id)
    if mg is not None:
        return mg
    inner = [_summed(tree, child, own) for child in tree.children.get(unit_id, [])]
    known = [each for each in inner if each is not None]
    return sum(known) if known else None


def _by_outermost(tree: _Tree, rows: Iterable[tuple[UUID, int]]) -> dict[UUID, int]:
    out: dict[UUID, int] = defaultdict(int)
    for unit_id, mg in rows:
        out[tree.around.get(unit_id, unit_id)] += mg
    return out


def _tolerance(
    unit: HandlingUnit, booked: Weighing, last: Weighing, steps: list[int], *, rounds: int
) -> int | None:
    """Return how far the weighings of a unit may differ together: every opening adds one more pair of
    weighings.
    """
    dries = unit.exhibit is not None and unit.exhibit.substance == _DRIES
    days = max(0, (last.weighed_at - booked.weighed_at).days) if dries else 0
    widest = [
        mass.tolerance(basis, gross_mg=booked.gross_mg, divisions_mg=steps, drying_days=days).mg
        for basis in {booked.weighing_basis, last.weighing_basis}
    ]
    return None if None in widest else rounds * max(each for each in widest if each is not None)
