"""Whether a container is in custody already, by the number on its door."""

from __future__ import annotations

from custody.core.lifecycle import GONE
from custody.evidence.models import HandlingUnit


def in_custody_under(number: str) -> HandlingUnit | None:
    """Return the unit that is in custody under a container number, the one stopped first; ``None`` when none is. For
    actions only: it may be one that the actor may not know of."""
    live = HandlingUnit.objects.filter(conveyance__container_number=number).exclude(custody_state__in=sorted(GONE))
    return live.order_by("held_since", "pk").first()
