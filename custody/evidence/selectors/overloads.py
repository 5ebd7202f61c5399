"""Places that hold more than they may: what is owed for them now, and how it ended before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.evidence.models import Overload
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

READERS = (
    Role.STOREKEEPER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR,
    Role.INTERNAL_AFFAIRS,
)  # fmt: skip
"""Who may know that a place holds more than it may: who keeps goods, commands, decides on waivers, or audits."""


def visible_overloads(officer: Officer) -> QuerySet[Overload]:
    """Return what was ever owed for a place that held more than it may, the newest first; nothing for anybody else."""
    rows = Overload.objects.select_related("place", "found_by").order_by("-found_at", "id")
    return rows if officer.is_active and officer.has_role(*READERS) else rows.none()
