"""What was found light and explained, and which of the units that are gone out of it that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.events import UNIT_ENCLOSED, UNIT_FOUND, UNIT_REGROUPED
from custody.core.lifecycle import COMES_BACK
from custody.evidence.models import Discrepancy, HandlingUnit, Weighing
from custody.ledger.selectors import told

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

_LAY_IN = (UNIT_ENCLOSED.code, UNIT_REGROUPED.code)
_SEEN_AT = {UNIT_FOUND.code: "found_at", UNIT_REGROUPED.code: "regrouped_at"}


def explained_mg(unit: HandlingUnit, outer: HandlingUnit) -> int:
    """Return how much ``outer`` was found too light by, and somebody explained, that may be the unit in it.

    That is what was weighed after the unit was last seen in there, less what other units are that were written off
    before and took nothing off the mass of ``outer``: one mass is gone once.
    """
    light = list(
        Discrepancy.objects.filter(
            unit=outer, discrepancy_kind="weight", difference_mg__lt=0, resolved_at__isnull=False
        ).order_by("opened_at", "pk")
    )
    if not light:
        return 0
    left_mg = {each.id: -(each.difference_mg or 0) for each in light}
    for before in _gone_unbooked(outer):
        seen, owed = _seen_in(before, outer), before.gross_mg or 0
        for each in light:
            if seen is None or each.opened_at > seen:
                used = min(owed, left_mg[each.id])
                left_mg[each.id], owed = left_mg[each.id] - used, owed - used
    seen = _seen_in(unit, outer)
    return sum(left_mg[each.id] for each in light if seen is None or each.opened_at > seen)


def _gone_unbooked(outer: HandlingUnit) -> list[HandlingUnit]:
    """Return the units that were written off out of ``outer`` and left its mass as it was, the oldest loss first."""
    gone = HandlingUnit.objects.filter(
        custody_state__in=COMES_BACK, removal__isnull=True, seizure=outer.seizure_id
    ).order_by("state_since", "pk")
    return [unit for unit in gone if _lay_in(unit) == outer.id]


def _lay_in(unit: HandlingUnit) -> UUID | None:
    """Return the unit that a unit was packed in last; ``None`` for one that never lay in another."""
    packed = told([unit.stream_id], codes=_LAY_IN, limit=1)
    return packed[0].values["parent_id"] if packed else None


def _seen_in(unit: HandlingUnit, outer: HandlingUnit) -> datetime | None:
    """Return when the unit was last seen in ``outer``: weighed, found or packed itself, or counted with all the rest.

    A count tells that only where it agrees with one of when the unit was in there, and none differed in between.
    """
    times = list(Weighing.objects.filter(unit=unit).values_list("weighed_at", flat=True))
    times += [each.values[_SEEN_AT[each.type.code]] for each in told([unit.stream_id], codes=set(_SEEN_AT))]
    if not times:
        return None
    seen = max(times)
    counted = Weighing.objects.filter(unit=outer, package_count__isnull=False).order_by("weighed_at", "pk")
    if not counted.filter(weighed_at__lte=seen).exists():
        return seen
    differed = Discrepancy.objects.filter(unit=outer, discrepancy_kind="count", opened_at__gt=seen)
    first = differed.order_by("opened_at").values_list("opened_at", flat=True).first()
    whole = counted.filter(weighed_at__gt=seen)
    if first is not None:
        whole = whole.filter(weighed_at__lt=first)
    return whole.values_list("weighed_at", flat=True).last() or seen
