"""Which goods need an escort on the road: all, but what was made unusable where its law lets that go (C23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from custody.core.authority_rules import ESCORT_NEUTRALISED, word_of
from custody.evidence.selectors.treatment import unusable_among
from custody.organisation.selectors import narrowest, valid_policies

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


def need_escort(units: Sequence[HandlingUnit], *, at: datetime) -> bool:
    """Say whether one of the units needs an escort at a moment. A vehicle of which nobody says what is in it does."""
    unusable = unusable_among(units)
    if not unusable or len(unusable) < len(units):
        return True
    of = sorted({unit.jurisdiction for unit in units})
    rules = list(valid_policies(keys=[ESCORT_NEUTRALISED], at=at, jurisdictions=of))
    for unit in units:
        theirs = [each for each in rules if each.jurisdiction == unit.jurisdiction]
        found = narrowest(theirs, substance=unit.substance, mass_mg=unit.gross_mg or 0)
        if found is None or word_of(ESCORT_NEUTRALISED, found.value) == "needed":
            return True
    return False
