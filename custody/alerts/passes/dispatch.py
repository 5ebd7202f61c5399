"""The dispatch pass: claim, send, finish.

Claiming is a short transaction; sending holds neither a transaction nor a database connection; finishing counts only
when the claim is still ours. Everything that waits for one person on one channel leaves as one message. A worker that
dies leaves a lease that runs out, and the message goes again under the same reference: at least once.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from custody.alerts.channels import email, sms
from custody.alerts.channels.base import Letter
from custody.alerts.models import Alert, Delivery, DeliveryAttempt
from custody.alerts.passes.engine import beat, engine_act
from custody.alerts.rendering import Notice, render
from custody.alerts.telling import address_of
from custody.core.errors import DeliveryFailed, LockTimeout
from custody.core.events import MESSAGE_CLOSED
from custody.deadlines.selectors import database_now
from custody.ledger.recording import recording
from custody.organisation.selectors import contacts_of

if TYPE_CHECKING:
    from custody.organisation.models import Officer

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""More than both time-outs of a channel together, so that only a dead worker loses its claim."""
RETRY_AFTER = tuple(timedelta(seconds=each) for each in (10, 20, 40, 60, 120, 300))
GIVE_UP_AFTER = timedelta(hours=24)
APART = timedelta(seconds=20)
"""New alerts for somebody who was just told wait so long and leave as one message."""
AT_ONCE = 8
MESSAGES_A_PASS = 48
SENDERS: Mapping[str, Callable[[Letter], str]] = {"email": email.send, "sms": sms.send}


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message that this engine may send until its lease runs out. ``alert`` is the one that it names."""

    message: UUID
    token: UUID
    channel: str
    officer: Officer
    alert: UUID
    attempt: int
    oldest: datetime
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a channel said: accepted, retry or failed; and its words, without an address."""

    outcome: str
    detail: str


def dispatch(*, engine: str, limit: int = MESSAGES_A_PASS) -> int:
    """Send what waits, at most ``limit`` messages; return how many were handed to a channel."""
    done = 0
    while done < limit:
        claimed = _claim(at_most=min(AT_ONCE, limit - done))
        if not claimed:
            break
        connection.close()  # a slow provider must not keep a database connection
        with ThreadPoolExecutor(max_workers=AT_ONCE) as senders:
            on_their_way = {senders.submit(_send, each): each for each in claimed}
            for sent in as_completed(on_their_way):
                _finish(on_their_way[sent], sent.result(), engine=engine)
        done += len(claimed)
    beat(engine=engine, work="dispatch", done=done)
    return done


# --- claim ----------------------------------------------------------------------------------------------


def _claim(*, at_most: int) -> list[Claimed]:
    claimed: list[Claimed] = []
    for head in _heads():
        if len(claimed) == at_most:
            break
        one = _claim_lane(head)
        if one is not None:
            claimed.append(one)
    return claimed


def _heads() -> list[Delivery]:
    """Return the first row of every message that is due, the longest waiting in front.

    Whoever claims locks that row first, so that what waits for a person is never split between two engines.
    """
    now = database_now()
    just_told = Delivery.objects.filter(
        officer=OuterRef("officer"), channel=OuterRef("channel"), accepted_at__gt=now - APART
    )
    rows = Delivery.objects.filter(next_attempt_at__lte=now).filter(Q(message__isnull=False) | ~Exists(just_told))
    lanes = ("officer_id", "channel", "message")
    heads = rows.order_by(*lanes, "created_at", "id").distinct(*lanes)
    return sorted(heads, key=lambda row: (row.next_attempt_at, row.id))


def _claim_lane(head: Delivery) -> Claimed | None:
    """Claim the message that begins with a row; ``None`` when another engine has it."""
    with transaction.atomic(durable=True):
        now = database_now()
        due = Delivery.objects.filter(next_attempt_at__lte=now, message=head.message).select_for_update(
            skip_locked=True, of=("self",)
        )
        if due.filter(pk=head.pk).first() is None:
            return None
        rows = list(
            due.filter(officer=head.officer_id, channel=head.channel)
            .select_related("alert", "officer")
            .order_by("created_at", "id")
        )
        token, message = uuid4(), head.message or uuid4()
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state="claimed",
            message=message,
            token=token,
            lease_until=now + LEASE,
            next_attempt_at=now + LEASE,
            attempts=F("attempts") + 1,
        )
    worst = min(rows, key=lambda row: (row.alert.level, row.alert.raised_at, row.alert_id)).alert
    return Claimed(
        message=message,
        token=token,
        channel=head.channel,
        officer=rows[0].officer,
        alert=worst.id,
        attempt=max(row.attempts for row in rows) + 1,
        oldest=rows[0].created_at,
        letter=_letter(rows, worst, message),
    )


def _letter(rows: Sequence[Delivery], worst: Alert, message: UUID) -> Letter | None:
    """Return the one message that stands for the rows; ``None`` when the person cannot be reached any more."""
    officer = rows[0].officer
    contact = contacts_of([officer]).get(officer.id)
    address = None if contact is None else address_of(contact, rows[0].channel)
    if address is None:
        return None
    notice = Notice(
        reference=worst.public_ref,
        level=worst.level,
        count=len({row.alert_id for row in rows}),
        language=officer.language,
    )
    return Letter(reference=message, address=address, content=render(notice))


# --- send -----------------------------------------------------------------------------------------------


def _send(claimed: Claimed) -> Answer:
    """Hand the message to its channel. Runs in a thread of its own and never touches the database."""
    if claimed.letter is None:
        return Answer("failed", "no verified contact")
    try:
        return Answer("accepted", SENDERS[claimed.channel](claimed.letter)[:120])
    except DeliveryFailed as failed:
        return Answer("failed" if failed.permanent else "retry", str(failed.params.get("detail", ""))[:200])
    except Exception as error:
        log.exception("the channel %s broke", claimed.channel)
        return Answer("retry", type(error).__name__)


# --- finish ---------------------------------------------------------------------------------------------


class ClaimLost(Exception):
    """The lease ran out while the message was on its way; another engine answers for it now."""


def _finish(claimed: Claimed, answer: Answer, *, engine: str) -> None:
    """Write down what the channel said. A claim that ran out belongs to somebody else: nothing is written."""
    if answer.outcome == "retry" and database_now() - claimed.oldest > GIVE_UP_AFTER:
        answer = Answer("failed", f"given up: {answer.detail}"[:200])
    try:
        if answer.outcome == "retry":
            _try_again(claimed, answer, engine)
        else:
            _close(claimed, answer, engine)
    except ClaimLost:
        log.warning("a message took longer than its lease; it may arrive twice")
    except LockTimeout:
        log.warning("the alert of a message is busy: the message goes again when its lease has run out")


def _try_again(claimed: Claimed, answer: Answer, engine: str) -> None:
    with transaction.atomic(durable=True):
        rows = _still_ours(claimed)
        _note(rows, answer, engine)
        wait = RETRY_AFTER[min(claimed.attempt, len(RETRY_AFTER)) - 1]
        jitter = timedelta(milliseconds=secrets.randbelow(int(wait.total_seconds() * 100) + 1))
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state="pending",
            token=None,
            lease_until=None,
            last_error=answer.detail,
            next_attempt_at=database_now() + wait + jitter,
        )


def _close(claimed: Claimed, answer: Answer, engine: str) -> None:
    """End the message, and tell so on the stream of the alert that it named. Appends ``message.closed/1``."""
    accepted = answer.outcome == "accepted"
    with recording(engine_act()) as record:
        # The alert before the out-tray, as everywhere.
        alert = Alert.objects.select_for_update().get(pk=claimed.alert)
        rows = _still_ours(claimed)
        _note(rows, answer, engine)
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=answer.outcome,
            token=None,
            lease_until=None,
            next_attempt_at=None,
            last_error="" if accepted else answer.detail,
            provider_ref=answer.detail if accepted else "",
            accepted_at=record.now if accepted else None,
        )
        if accepted:  # the phone may have reported before the gateway had answered
            reported = Delivery.objects.filter(message=claimed.message, state="accepted", delivered_at__isnull=False)
            reported.update(state="delivered")
        record.append(
            MESSAGE_CLOSED,
            on=alert,
            delivery_id=claimed.message,
            channel=claimed.channel,
            outcome=answer.outcome,
            attempts=claimed.attempt,
            recipient=claimed.officer.pseudonym,
        )


def _still_ours(claimed: Claimed) -> list[Delivery]:
    """Return the rows of the message, locked; raise ``ClaimLost`` when the claim ran out."""
    rows = list(
        Delivery.objects.select_for_update().filter(message=claimed.message, token=claimed.token).order_by("id")
    )
    if not rows:
        raise ClaimLost
    return rows


def _note(rows: Sequence[Delivery], answer: Answer, engine: str) -> None:
    DeliveryAttempt.objects.bulk_create(
        [DeliveryAttempt(delivery=row, outcome=answer.outcome, detail=answer.detail, engine=engine) for row in rows],
        batch_size=1000,
    )
