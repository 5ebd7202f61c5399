"""The hourly test message came in at the phone or the mailbox of our own. Bookkeeping: nobody acts, nothing is told."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db.models.functions import Now

from custody.alerts.models import Canary
from custody.core.errors import NotFound

ARRIVED = {"sms": "sms_arrived_at", "email": "email_arrived_at"}


def record_canary(*, channel: str, reference: str, key: str) -> None:
    """Write down when the message came in; a second report changes nothing.

    Raises ``NotFound`` for a key, a channel or a reference we do not know alike.
    """
    wanted = settings.CUSTODY_CANARY_KEY
    if not wanted or not hmac.compare_digest(key.encode(), wanted.encode()) or channel not in ARRIVED:
        raise NotFound
    sent = Canary.objects.filter(reference=reference.upper())
    if not sent.exists():
        raise NotFound
    column = ARRIVED[channel]
    sent.filter(**{f"{column}__isnull": True}).update(**{column: Now()})
