"""What the gateway reports about a message that it accepted."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from custody.alerts.channels import addresses, sms
from custody.alerts.models import Alert, Delivery, DeliveryAttempt
from custody.alerts.passes.engine import engine_act
from custody.alerts.retrying import GIVE_UP_AFTER, wait_after
from custody.core.errors import LockTimeout, NotFound
from custody.core.events import MESSAGE_CLOSED, NOTICE_CLOSED
from custody.deadlines.selectors import database_now
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

log = logging.getLogger(__name__)

GATEWAY = "gateway"
OUTCOMES = ("delivered", "undelivered", "on_its_way")


def report_of(*, via: str, said: Mapping[str, str]) -> str:
    """Return what a gateway says of a message; raise ``NotFound`` for a gateway or a word that we do not know.

    A report without a name is of the first gateway.
    """
    found = sms.gateway(via) if via else next(iter(sms.gateways().values()), None)
    outcome = None if found is None else found.parse_report(said)
    if outcome is None:
        raise NotFound
    return outcome


def record_report(*, message: UUID, key: str, outcome: str, via: str = "") -> str:
    """Write down a report and return its outcome.

    Who: whoever has the key of the message. When: at any time; a report that comes late, twice, or after another one
    is written down and undoes nothing. A message that did not arrive goes again, under the same reference.
    Appends ``message.closed/1`` or ``notice.closed/1`` the first time that a message is delivered, or is not.
    Raises ``NotFound`` for a message, a key or an outcome we do not know.
    """
    if outcome not in OUTCOMES or not addresses.is_report_key(message, key):
        raise NotFound
    rows = list(Delivery.objects.filter(message=message, channel="sms").select_related("alert", "officer"))
    if not rows:
        raise NotFound
    if outcome == "on_its_way" or all(row.delivered_at is not None for row in rows):
        with transaction.atomic(durable=True):
            _write_down(message, outcome, via)
        return outcome
    try:
        _record(message, rows, outcome, via)
    except LockTimeout:
        # A receipt is not thrown away because somebody is working on the alert.
        log.warning("the alert of a message is busy: what its gateway reports is kept without an event")
        with transaction.atomic(durable=True):
            _write_down(message, outcome, via)
    return outcome


def _record(message: UUID, rows: Sequence[Delivery], outcome: str, via: str) -> None:
    named = min((row.alert for row in rows if row.alert is not None), default=None,
                key=lambda alert: (alert.level, alert.raised_at, alert.id))
    officer, attempts = rows[0].officer, max(row.attempts for row in rows)
    if officer is None:
        with transaction.atomic(durable=True):
            _write_down(message, outcome, via)
        return
    with recording(engine_act()) as record:
        alert = None if named is None else Alert.objects.select_for_update().get(pk=named.pk)
        _write_down(message, outcome, via)
        if alert is None:
            record.append(NOTICE_CLOSED, on=officer, delivery_id=message, kind=rows[0].kind, channel="sms",
                          outcome=outcome, attempts=attempts)
        else:
            record.append(MESSAGE_CLOSED, on=alert, delivery_id=message, channel="sms", outcome=outcome,
                          attempts=attempts, recipient=officer.pseudonym)


def _write_down(message: UUID, outcome: str, via: str) -> None:
    rows = list(Delivery.objects.select_for_update().filter(message=message, channel="sms").order_by("id"))
    now = database_now()
    DeliveryAttempt.objects.bulk_create(
        [DeliveryAttempt(delivery=row, outcome=outcome, detail="report", engine=GATEWAY, provider=via) for row in rows]
    )
    ours = Delivery.objects.filter(pk__in=[row.pk for row in rows])
    if outcome == "delivered":
        _delivered(ours, via)
    elif outcome == "undelivered":
        accepted = ours.filter(state="accepted")
        wait = wait_after(max(row.attempts for row in rows))
        useful = accepted.exclude(alert__state="resolved").filter(created_at__gt=now - GIVE_UP_AFTER)
        again = list(useful.values_list("pk", flat=True))
        accepted.exclude(pk__in=again).update(state="failed", receipt_due_at=None, last_error="undelivered")
        ours.filter(pk__in=again).update(
            state="pending", receipt_due_at=None, last_error="undelivered", next_attempt_at=now + wait
        )


def _delivered(ours: QuerySet[Delivery], via: str) -> None:
    """A receipt ends the trying, also when it comes after we had given a message up, or had it waiting for another
    try. What was escalated meanwhile stays escalated.
    """
    tried = Q(state__in=["accepted", "failed"]) | Q(state="pending", attempts__gt=0)
    # One statement: a second change of a row in one transaction would wait for whoever has its alert.
    ours.filter(delivered_at__isnull=True).update(
        delivered_at=database_now(),
        receipt_due_at=None,
        # Claimed: a fast phone reports before the gateway's own answer is written down; that then finds the time here.
        state=Case(When(tried, then=Value("delivered")), default=F("state")),
        next_attempt_at=Case(When(tried, then=None), default=F("next_attempt_at")),
        provider=Case(When(provider="", then=Value(via)), default=F("provider")),
    )
