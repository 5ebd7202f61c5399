"""Counts of packages: which wait for a second person. A number is never among what a counter is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.evidence.models import Count, HandlingUnit, Weighing

if TYPE_CHECKING:
    from collections.abc import Iterable

CASH = "cash"
_AROUND_PACKAGES = ("bag", "box", "drum", "pallet")
_WITHOUT_PACKAGES = ("powder", "liquid", "impregnated", "tablet", "plant")
"""Forms of which nothing lies inside that two could count."""


def unsettled_count(unit: HandlingUnit) -> Count | None:
    """Return the count of a unit that waits for another person: alone so far, or at odds with the one before."""
    last = Count.objects.filter(unit=unit).select_related("answers", "counted_by").order_by("-counted_at").first()
    return None if last is None or is_settled(last) else last


def is_settled(count: Count) -> bool:
    """Tell whether a count and the one it answers agree."""
    return count.answers is not None and agree(count.answers, count)


def agree(first: Count, second: Count) -> bool:
    """Tell whether two counts found the same: as many packages, and of cash the same amount."""
    return (first.package_count, first.money) == (second.package_count, second.money)


def never_counted(units: Iterable[HandlingUnit]) -> list[HandlingUnit]:
    """Return those that hold packages of which nobody ever said how many: a bag, box, drum or pallet of bricks, or of
    what nobody has named. What lies inside as units of its own is counted by them; what has no packages owes none."""
    asked = {
        unit.id: unit for unit in units
        if unit.package_count is None and not unit.is_gone and unit.kind in _AROUND_PACKAGES
    }  # fmt: skip
    if not asked:
        return []
    rows = HandlingUnit.objects.filter(pk__in=asked)
    done = set(rows.filter(exhibit__form__in=_WITHOUT_PACKAGES).values_list("pk", flat=True))
    done |= set(Weighing.objects.filter(unit__in=asked, package_count__isnull=False).values_list("unit", flat=True))
    done |= set(rows.filter(children__isnull=False).values_list("pk", flat=True))
    return [unit for unit in asked.values() if unit.id not in done]


def cash_uncounted(units: Iterable[HandlingUnit]) -> list[HandlingUnit]:
    """Return those that are cash of which two never counted the same: the number that its finders wrote down is theirs
    alone, and of a bundle nobody misses a note."""
    cash = {unit.id: unit for unit in units if unit.kind == CASH and not unit.is_gone}
    if not cash:
        return []
    answers = Count.objects.filter(unit__in=cash, answers__isnull=False).select_related("answers")
    done = {count.unit_id for count in answers if is_settled(count)}
    return [unit for unit in cash.values() if unit.id not in done]
