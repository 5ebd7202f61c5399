"""The dispatch pass: claim, send, finish.

Claiming is a short transaction; sending holds neither a transaction nor a database connection; finishing counts only
when the claim is still ours. Everything that waits for one person on one channel leaves as one message. A worker that
dies leaves a lease that runs out, and the message goes again under the same reference: at least once.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from custody.alerts.channels import email, sms
from custody.alerts.channels.base import Letter
from custody.alerts.models import Delivery, DeliveryAttempt
from custody.alerts.passes.engine import beat, engine_act
from custody.alerts.rendering import Notice, render
from custody.alerts.telling import address_of
from custody.core.errors import DeliveryFailed
from custody.core.events import MESSAGE_CLOSED
from custody.deadlines.selectors import database_now
from custody.ledger.recording import recording
from custody.organisation.selectors import contacts_of

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RETRY_AFTER = tuple(timedelta(seconds=each) for each in (10, 20, 40, 60, 120, 300))
MESSAGES_A_PASS = 50
SENDERS: Mapping[str, Callable[[Letter], str]] = {"email": email.send, "sms": sms.send}


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message that this engine may send until its lease runs out."""

    token: UUID
    channel: str
    rows: tuple[UUID, ...]
    attempt: int
    letter: Letter | None


def dispatch(*, engine: str, limit: int = MESSAGES_A_PASS) -> int:
    """Send what waits, at most ``limit`` messages; return how many were handed to a channel."""
    done = 0
    for _ in range(limit):
        claimed = _claim()
        if claimed is None:
            break
        connection.close()  # a slow provider must not keep a database connection
        outcome, detail = _send(claimed)
        try:
            _finish(claimed, outcome=outcome, detail=detail, engine=engine)
        except ClaimLost:
            log.warning("a message took longer than its lease; it may arrive twice")
        done += 1
    beat(engine=engine, work="dispatch", done=done)
    return done


def _claim() -> Claimed | None:
    with transaction.atomic(durable=True):
        now = database_now()
        waiting = Delivery.objects.filter(next_attempt_at__lte=now)
        first = waiting.select_for_update(skip_locked=True).order_by("next_attempt_at", "id").first()
        if first is None:
            return None
        rows = list(
            waiting.filter(officer_id=first.officer_id, channel=first.channel)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("alert", "officer")
            .order_by("created_at", "id")
        )
        token = uuid4()
        Delivery.objects.filter(id__in=[row.id for row in rows]).update(
            state="claimed", token=token, lease_until=now + LEASE, next_attempt_at=now + LEASE
        )
        return Claimed(token, first.channel, tuple(row.id for row in rows),
                       max(row.attempts for row in rows) + 1, _letter(rows))


def _letter(rows: list[Delivery]) -> Letter | None:
    """Return the one message that stands for the rows; ``None`` when the person cannot be reached any more."""
    first = rows[0]
    contact = contacts_of([first.officer]).get(first.officer_id)
    address = None if contact is None else address_of(contact, first.channel)
    if address is None:
        return None
    worst = min(rows, key=lambda row: row.alert.level)
    alerts = {row.alert_id for row in rows}
    notice = Notice(reference=worst.alert.public_ref, level=worst.alert.level, count=len(alerts),
                    language=first.officer.language)
    return Letter(reference=first.id, address=address, content=render(notice))


def _send(claimed: Claimed) -> tuple[str, str]:
    if claimed.letter is None:
        return "permanent", "no verified contact"
    try:
        return "accepted", SENDERS[claimed.channel](claimed.letter)
    except DeliveryFailed as failed:
        return ("permanent" if failed.permanent else "retry"), str(failed.params.get("detail", ""))[:200]


def _finish(claimed: Claimed, *, outcome: str, detail: str, engine: str) -> None:
    """Write down what the channel said. A claim that ran out belongs to somebody else: nothing is written."""
    if outcome == "retry":
        with transaction.atomic(durable=True):
            rows = _still_ours(claimed)
            for row in rows:
                _tried(row, outcome=outcome, detail=detail, engine=engine)
                row.state, row.token, row.lease_until = "pending", None, None
                row.next_attempt_at = _again_at(row.attempts)
                row.save(update_fields=["state", "token", "lease_until", "attempts", "last_error", "next_attempt_at"])
        return
    with recording(engine_act()) as record:
        rows = _still_ours(claimed)
        for row in rows:
            _tried(row, outcome=outcome, detail=detail, engine=engine)
            row.state = "accepted" if outcome == "accepted" else "failed"
            row.provider_ref = detail[:120] if outcome == "accepted" else ""
            row.accepted_at = record.now if outcome == "accepted" else None
            row.token = row.lease_until = row.next_attempt_at = None
            row.save(update_fields=["state", "attempts", "last_error", "provider_ref", "accepted_at", "token",
                                    "lease_until", "next_attempt_at"])
            record.append(
                MESSAGE_CLOSED, on=row.alert, delivery_id=row.id, channel=row.channel, outcome=row.state,
                attempts=row.attempts, recipient=row.officer.pseudonym,
            )
        if not rows:
            raise ClaimLost


class ClaimLost(Exception):
    """The lease ran out while the message was on its way; another engine answers for it now."""


def _still_ours(claimed: Claimed) -> list[Delivery]:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("alert", "officer")
    return list(rows.filter(id__in=claimed.rows, token=claimed.token).order_by("id"))


def _tried(row: Delivery, *, outcome: str, detail: str, engine: str) -> None:
    row.attempts += 1
    row.last_error = "" if outcome == "accepted" else detail
    DeliveryAttempt.objects.create(delivery=row, outcome=outcome, detail=detail, engine=engine)


def _again_at(attempts: int) -> datetime:
    wait = RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]
    jitter = timedelta(milliseconds=secrets.randbelow(int(wait.total_seconds() * 100) + 1))
    return database_now() + wait + jitter
