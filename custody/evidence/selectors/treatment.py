"""What counts as unusable (C23): treated, tested, and signed for by both witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from custody.evidence.models import Countersignature, Discrepancy, Hold, Sample
from custody.evidence.selectors import facts
from custody.evidence.selectors.contents import exhibits_inside

if TYPE_CHECKING:
    from uuid import UUID

    from custody.evidence.models import HandlingUnit

TREATED = ("unit.neutralised/1", "unit.neutralised/2", "unit.neutralised/3")
"""The events by which goods were treated. By the third the flag of the unit waits for both signatures."""


def unusable_among(units: Iterable[HandlingUnit]) -> set[UUID]:
    """Return the ids of the units that count as unusable, in one query where any was treated.

    Two names that the keeper typed are no two witnesses: until both have signed, the goods are what they were.
    """
    treated = {unit.id for unit in units if unit.neutralised}
    if not treated:
        return set()
    owed = Countersignature.objects.filter(unit__in=treated, about__in=TREATED, signed_at__isnull=True)
    return treated - set(owed.values_list("unit_id", flat=True))


def unsigned_among(units: Iterable[HandlingUnit]) -> set[UUID]:
    """Return the ids of the units that were treated, and for whose treatment a witness has yet to sign."""
    ids = [unit.id for unit in units if unit.signature_owed]
    owed = Countersignature.objects.filter(unit__in=ids, about__in=TREATED, signed_at__isnull=True) if ids else None
    return set() if owed is None else set(owed.values_list("unit_id", flat=True))


def passed_over(units: Sequence[HandlingUnit]) -> dict[UUID, list[str]]:
    """Return, by unit, what speaks against making it unusable: an authority holds it back (R2), it is in dispute, or
    nothing of an exhibit in it was ever sampled. What was asked about an earlier treatment, and is not answered yet, is
    not asked again.
    """
    ids = [unit.id for unit in units]
    asked = set(_open(ids, kind=facts.TREATED))
    held = set(Hold.objects.filter(unit__in=ids, lifted_at__isnull=True).values_list("unit_id", flat=True))
    frozen, exhibits = facts.frozen_units(units), exhibits_inside(units)
    inside = {exhibit.id for those in exhibits.values() for exhibit in those}
    sampled = set(Sample.objects.filter(unit__in=ids).values_list("unit_id", flat=True))
    known = set(Sample.objects.filter(unit__exhibit__in=inside).values_list("unit__exhibit_id", flat=True))
    against = {
        unit.id: [
            *(["held back"] if unit.id in held else []),
            *(["in dispute"] if unit.id in frozen else []),
            *(["never sampled"] if unit.id not in sampled and {each.id for each in exhibits[unit.id]} - known else []),
        ]
        for unit in units
    }
    return {unit_id: words for unit_id, words in against.items() if words and unit_id not in asked}


def _open(unit_ids: Sequence[UUID], *, kind: str) -> Iterable[UUID]:
    rows = Discrepancy.objects.filter(unit__in=unit_ids, discrepancy_kind=kind, resolved_at__isnull=True)
    return rows.values_list("unit_id", flat=True)
