"""What counts as unusable (C23): treated, tested, and signed for by both witnesses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from custody.evidence.models import Countersignature

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
