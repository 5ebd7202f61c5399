"""Offers whose time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from custody.evidence.models import Transfer
from custody.ledger.selectors import told_since

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

MOST = 200
ENTERED = timedelta(minutes=1)
"""What is entered after the fact, its time over already, waits so long for its answer to be entered too."""


def offers_over(*, at: datetime) -> list[UUID]:
    """Return the offers that nobody answered and whose time is over, the oldest first. What was ordered for somebody
    absent is not among them, nor what was entered a moment ago."""
    rows = Transfer.objects.filter(state="offered", commanded_by__isnull=True, expires_at__lte=at)
    found = list(rows.order_by("expires_at", "id").values_list("id", "stream_id")[:MOST])
    fresh = told_since((stream_id for _, stream_id in found), at=at - ENTERED) if found else set()
    return [transfer_id for transfer_id, stream_id in found if stream_id not in fresh]
