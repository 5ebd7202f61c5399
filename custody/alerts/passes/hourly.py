"""What the slow passes share: they look once an hour, whoever comes first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from custody.alerts.models import Heartbeat

if TYPE_CHECKING:
    from datetime import datetime

EVERY = timedelta(hours=1)


def has_looked(work: str, *, at: datetime) -> bool:
    """Say whether an engine did this work within the last hour. Two at once do no harm: a key has one open alert."""
    return Heartbeat.objects.filter(work=work, last_ok_at__gt=at - EVERY).exists()
