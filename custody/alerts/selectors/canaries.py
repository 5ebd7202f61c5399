"""Reads of the test message that goes the whole real way every hour."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from custody.alerts.models import Canary


def last_arrived() -> datetime | None:
    """Return when a test message last came in, at the phone or at the mailbox of the house; ``None`` when none ever
    did."""
    found = Canary.objects.aggregate(sms=Max("sms_arrived_at"), email=Max("email_arrived_at"))
    return max((at for at in found.values() if at is not None), default=None)
