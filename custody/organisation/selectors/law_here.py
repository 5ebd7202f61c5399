"""Which law holds where: that of the country a place or a site lies in, as far as the house has adopted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from custody.core.clock_kinds import NEEDED_POLICIES
from custody.core.packs import NEEDED
from custody.organisation.selectors.policies import narrowest, valid_policies

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Place

_ASKED = (*NEEDED_POLICIES, *NEEDED)
"""Without a value of each of these, goods can neither come into custody nor be ordered to the fire."""


def holds_here(jurisdiction: str, *, at: datetime) -> bool:
    """Return whether the house can act under a law at a moment: every rule that has no default has a value."""
    rows = valid_policies(keys=_ASKED, at=at, jurisdictions=[jurisdiction])
    return all(narrowest(row for row in rows if row.key == key) is not None for key in _ASKED)


def law_at(place: Place | None, *, at: datetime) -> str:
    """Return the law that what is seized at a place is under (C17).

    It is that of the place; where nobody named one, that of the house. Never that of the site where the actor says to
    be: that is one officer's own word, and who may order the goods to the fire would follow from it. A country whose
    rules the house never adopted falls back to the house's own: what was stopped there is in custody all the same, and
    a stop that no rule could time would be refused.
    """
    home: str = settings.CUSTODY_JURISDICTION
    if place is None or place.jurisdiction == home:
        return home
    return place.jurisdiction if holds_here(place.jurisdiction, at=at) else home
