"""The canary pass: every hour one message goes the whole way, to a phone and a mailbox of our own."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from custody.alerts.models import Canary
from custody.alerts.notices import queue_canary
from custody.alerts.passes.engine import beat
from custody.core.identifiers import new_public_ref
from custody.deadlines.selectors import database_now

EVERY = timedelta(hours=1)


def canary(*, engine: str) -> int:
    """Send the canary when the last one is an hour old; return how many were sent: one or none."""
    sent = 0
    if settings.CUSTODY_CANARY_PHONE or settings.CUSTODY_CANARY_EMAIL:
        with transaction.atomic(durable=True):
            sent = int(_is_ours() and _send_when_due())
    beat(engine=engine, work="canary", done=sent)
    return sent


def _is_ours() -> bool:
    """Say whether this engine may look now; another one that looks at the same time sends what is to be sent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('canary', 0))")
        return bool(cursor.fetchone()[0])


def _send_when_due() -> bool:
    now = database_now()
    newest = Canary.objects.order_by("-sent_at").values_list("sent_at", flat=True).first()
    # One from the future was sent before the clock of the database was set back.
    if newest is not None and now - EVERY < newest <= now + EVERY:
        return False
    reference = new_public_ref(secrets.token_bytes(5), length=7)
    Canary.objects.create(reference=reference, sent_at=now)
    queue_canary(reference=reference, at=now)
    return True
