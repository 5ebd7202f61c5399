"""What the gateway reports about a message that it accepted. Bookkeeping: the message itself was told of already."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from custody.alerts.channels import sms
from custody.alerts.models import Delivery, DeliveryAttempt
from custody.core.errors import NotFound

GATEWAY = "gateway"
GIVE_UP_AFTER = timedelta(hours=24)
TRY_AGAIN_AFTER = timedelta(seconds=60)
"""After the first attempt; a minute more after each further one, five at most, for a day."""
AT_MOST = 5
OUTCOMES = {1: "delivered", 2: "undelivered", 4: "on_its_way", 8: "on_its_way", 16: "undelivered"}
"""Kannel's kinds of report: delivered, undelivered, buffered, handed to the centre, refused by the centre."""


def record_report(*, message: UUID, key: str, kind: int) -> str:
    """Write down a report and return its outcome.

    A message that did not arrive goes again, under the same reference; one that was delivered is never undone by a
    report that comes late or twice. Raises ``NotFound`` for a message, a key or a kind we do not know.
    """
    if kind not in OUTCOMES or not sms.is_report_key(message, key):
        raise NotFound
    outcome = OUTCOMES[kind]
    with transaction.atomic(durable=True):
        rows = list(Delivery.objects.select_for_update().filter(message=message, channel="sms").order_by("id"))
        if not rows:
            raise NotFound
        DeliveryAttempt.objects.bulk_create(
            [DeliveryAttempt(delivery=row, outcome=outcome, detail=f"report {kind}", engine=GATEWAY) for row in rows]
        )
        ours = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        accepted = ours.filter(state="accepted")
        if outcome == "delivered":
            # A fast phone reports before the gateway's own answer is written down: that then finds the time here.
            ours.filter(state="claimed").update(delivered_at=Now())
            accepted.update(state="delivered", delivered_at=Now())
        elif outcome == "undelivered":
            wait = TRY_AGAIN_AFTER * min(max(row.attempts for row in rows), AT_MOST)
            accepted.exclude(alert__state="resolved").filter(created_at__gt=Now() - GIVE_UP_AFTER).update(
                state="pending", accepted_at=None, next_attempt_at=Now() + wait
            )
            accepted.update(state="failed", last_error="undelivered")
    return outcome
