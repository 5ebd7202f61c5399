"""Places that hold more than they may: what is owed for them now, and how it ended before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.lifecycle import AuthorityState
from custody.evidence.models import Overload, Placement
from custody.evidence.placing import place_token
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer, Place

READERS = (
    Role.STOREKEEPER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR,
    Role.INTERNAL_AFFAIRS,
)  # fmt: skip
"""Who may know that a place holds more than it may: who keeps goods, commands, decides on waivers, or audits."""


def ready_to_burn(place: Place) -> int:
    """Return how many units that lie in a place an order covers and nothing holds back."""
    lying = Placement.objects.filter(place_token=place_token(place.id), until_at__isnull=True)
    return lying.filter(unit__authority_state=AuthorityState.ORDERED).count()


def visible_overloads(officer: Officer) -> QuerySet[Overload]:
    """Return what was ever owed for a place that held more than it may, the newest first; nothing for anybody else."""
    rows = Overload.objects.select_related("place", "found_by").order_by("-found_at", "id")
    return rows if officer.is_active and officer.has_role(*READERS) else rows.none()
