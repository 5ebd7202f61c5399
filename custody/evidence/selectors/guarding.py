"""Who guards what, and what stands without a guard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.lifecycle import CustodyState
from custody.evidence.models import GuardPost, HandlingUnit
from custody.evidence.models.unit import CONVEYANCE_KINDS
from custody.evidence.selectors.access import visible_units

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def visible_posts(officer: Officer) -> QuerySet[GuardPost]:
    """Return the posts that last, at units the officer may know of, the longest in front."""
    rows = GuardPost.objects.filter(relieved_at__isnull=True, unit__in=visible_units(officer))
    return rows.select_related("unit", "guard").order_by("posted_at", "id")


def unguarded_conveyances(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the closed conveyances that nobody stands at, the longest in front."""
    rows = visible_units(officer).filter(kind__in=CONVEYANCE_KINDS, custody_state=CustodyState.CONTAINED)
    stood_at = GuardPost.objects.filter(relieved_at__isnull=True).values("unit_id")
    return rows.exclude(pk__in=stood_at).order_by("state_since", "label")
