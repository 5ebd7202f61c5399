"""Counts of packages: which wait for a second person. A number is never among what a counter is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.evidence.models import Count

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


def unsettled_count(unit: HandlingUnit) -> Count | None:
    """Return the count of a unit that waits for another person: alone so far, or at odds with the one before."""
    last = Count.objects.filter(unit=unit).select_related("answers", "counted_by").order_by("-counted_at").first()
    return None if last is None or is_settled(last) else last


def is_settled(count: Count) -> bool:
    """Tell whether a count and the one it answers agree."""
    return count.answers is not None and count.answers.package_count == count.package_count
