"""Who from outside stood by at burns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.destruction.models import BurnAttendance

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet


def attended(session_ids: Iterable[UUID]) -> QuerySet[BurnAttendance]:
    """Return who from outside stood by at some burns, in the order in which it was written down."""
    rows = BurnAttendance.objects.filter(session__in=list(session_ids)).select_related("recorded_by")
    return rows.order_by("recorded_at", "id")
