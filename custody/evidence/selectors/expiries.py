"""Offers whose time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.evidence.models import Transfer

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

MOST = 200


def offers_over(*, at: datetime) -> list[UUID]:
    """Return the offers that nobody answered and whose time is over, the oldest first. What was ordered for somebody
    absent is not among them."""
    rows = Transfer.objects.filter(state="offered", commanded_by__isnull=True, expires_at__lte=at)
    return list(rows.order_by("expires_at", "id").values_list("id", flat=True)[:MOST])
