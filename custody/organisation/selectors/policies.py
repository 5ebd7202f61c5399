"""Reads of the values of the rules."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from custody.core.errors import IntegrityBroken
from custody.organisation.models import Policy


def policy_value(*, key: str, jurisdiction: str, at: datetime) -> int:
    """Return the value of a rule at a moment.

    The newest row that is valid then counts. Raises ``IntegrityBroken`` when no row is: a rule has no off switch.
    """
    found = (
        Policy.objects.filter(key=key, jurisdiction=jurisdiction, valid_from__lte=at)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at))
        .order_by("-valid_from")
        .first()
    )
    if found is None:
        raise IntegrityBroken("policy.missing", "No value is set for {key} in {jurisdiction}", key=key,
                              jurisdiction=jurisdiction)
    return found.value
