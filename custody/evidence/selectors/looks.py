"""What somebody has opened with a reason and is still shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Now

from custody.evidence.models import Consultation
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

SHOWN = ("place", "target", "media")
"""What a look lays open for a while. Who reads the source of a tip is told to internal affairs alone, for that somebody
does tells that there is one; what was only tried, or is written on no page, is no look that lasts."""


def open_looks(reader: Officer, *, of: Officer) -> QuerySet[Consultation]:
    """Return the looks of an officer that last now, the one that ends last in front, as far as the reader may know."""
    groups = (*SHOWN, "source") if reader.has_role(Role.INTERNAL_AFFAIRS) else SHOWN
    rows = Consultation.objects.filter(officer=of, field_group__in=groups, expires_at__gt=Now())
    return rows.order_by("-expires_at", "id")
