"""The dispatch pass: claim, send, finish.

Claiming is a short transaction; sending holds neither a transaction nor a database connection; finishing counts only
when the claim is still ours. Everything that waits for one person on one channel leaves as one message. A worker that
dies leaves a lease that runs out, and the message goes again under the same reference: at least once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from django.db import connection, transaction

from custody.alerts import gateways
from custody.alerts.broken import give_up, mark_broken
from custody.alerts.channels import email, sms
from custody.alerts.channels.base import Letter, Outcome, Said
from custody.alerts.claiming import APART, RECEIPT_FIRST, Claimed, claim
from custody.alerts.models import Alert, Delivery, DeliveryAttempt
from custody.alerts.passes.engine import beat, engine_act
from custody.alerts.retrying import GIVE_UP_AFTER, wait_after
from custody.alerts.throttle import MINOR
from custody.core.errors import DeliveryFailed, LockTimeout
from custody.core.events import MESSAGE_CLOSED, NOTICE_CLOSED
from custody.deadlines.selectors import database_now
from custody.ledger.recording import Record, recording

__all__ = ["APART", "Answer", "Claimed", "dispatch"]

log = logging.getLogger(__name__)

AT_ONCE = 8
MESSAGES_A_PASS = 48
MAIL: Mapping[str, Callable[[Letter], str]] = {"email": email.send}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a channel said: accepted, retry, unsure or failed; and its words, without an address.

    ``provider`` is who accepted it, ``by`` what each gateway that was asked said, ``is_address`` that the address is
    what was refused for good.
    """

    outcome: str
    detail: str
    provider: str = ""
    by: Sequence[tuple[str, Said]] = ()
    is_address: bool = False


def dispatch(*, engine: str, limit: int = MESSAGES_A_PASS) -> int:
    """Send what waits, at most ``limit`` messages; return how many were handed to a channel."""
    done = 0
    while done < limit:
        claimed = claim(at_most=min(AT_ONCE, limit - done))
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


# --- send -----------------------------------------------------------------------------------------------


def _send(claimed: Claimed) -> Answer:
    """Hand the message to its channel. Runs in a thread of its own and never touches the database."""
    if claimed.letter is None:
        return Answer("failed", "no verified contact")
    try:
        if claimed.channel == "sms":
            return _summed_up(sms.send(claimed.letter, claimed.route, at_once=claimed.at_once))
        return Answer("accepted", MAIL[claimed.channel](claimed.letter)[:120], provider="smtp")
    except DeliveryFailed as failed:
        detail = str(failed.params.get("detail", ""))[:200]
        refused = bool(failed.params.get("is_address")) and failed.permanent
        return Answer("failed" if failed.permanent else "retry", detail, is_address=refused)
    except Exception as error:
        log.exception("the channel %s broke", claimed.channel)
        return Answer("retry", type(error).__name__)


def _summed_up(answers: Sequence[tuple[str, Said]]) -> Answer:
    """Return the one answer that several gateways amount to: accepted when one of them took it."""
    for wanted, outcome in (
        (Outcome.ACCEPTED, "accepted"),
        (Outcome.UNKNOWN, "unsure"),
        (Outcome.RETRYABLE, "retry"),
        (Outcome.PERMANENT, "failed"),
    ):
        for name, said in answers:
            if said.outcome is wanted:
                return Answer(outcome, said.ref or said.detail, name, answers, is_address=outcome == "failed")
    return Answer("retry", "no gateway")


# --- finish ---------------------------------------------------------------------------------------------


class ClaimLost(Exception):
    """The lease ran out while the message was on its way; another engine answers for it now."""


def _finish(claimed: Claimed, answer: Answer, *, engine: str) -> None:
    """Write down what the channel said. A claim that ran out belongs to somebody else: nothing is written."""
    now = database_now()
    gateways.note(answer.by, now=now)
    over = answer.outcome in {"retry", "unsure"} and now - claimed.oldest > GIVE_UP_AFTER
    if over:
        answer = Answer("failed", f"given up: {answer.detail}"[:200], answer.provider, answer.by)
    try:
        if answer.outcome in {"retry", "unsure"}:
            _try_again(claimed, answer, engine)
        else:
            _close(claimed, answer, engine)
            if answer.is_address and claimed.kind != "code":
                mark_broken(claimed.officer, claimed.channel, opted_out=answer.detail == "opted out", engine=engine)
            if over and claimed.alert is not None:
                give_up(claimed.alert, engine=engine)
    except ClaimLost:
        log.warning("a message took longer than its lease; it may arrive twice")
    except LockTimeout:
        log.warning("the alert of a message is busy: the message goes again when its lease has run out")


def _try_again(claimed: Claimed, answer: Answer, engine: str) -> None:
    # At levels 3 and 4 a text that may be on its way is not sent twice before its receipt had time to come.
    unsure = answer.outcome == "unsure" and claimed.level >= MINOR
    with transaction.atomic(durable=True):
        rows = _still_ours(claimed)
        _note(rows, answer, engine)
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state="pending",
            token=None,
            lease_until=None,
            last_error=answer.detail,
            provider=answer.provider,
            waits_for="receipt" if unsure else "",
            next_attempt_at=database_now() + (RECEIPT_FIRST if unsure else wait_after(claimed.attempt)),
        )


def _close(claimed: Claimed, answer: Answer, engine: str) -> None:
    """End the message, and tell so on the stream of the alert that it named, or of the officer. Appends
    ``message.closed/1`` or ``notice.closed/1``; a message to nobody's badge (the test of the line) is no event.
    """
    if claimed.alert is None and claimed.officer is None:
        with transaction.atomic(durable=True):
            _write_end(claimed, answer, engine)
        return
    with recording(engine_act()) as record:
        # The alert before the out-tray, as everywhere.
        alert = None if claimed.alert is None else Alert.objects.select_for_update().get(pk=claimed.alert)
        _write_end(claimed, answer, engine)
        _tell(record, claimed, answer.outcome, alert)


def _write_end(claimed: Claimed, answer: Answer, engine: str) -> None:
    accepted, now = answer.outcome == "accepted", database_now()
    rows = _still_ours(claimed)
    _note(rows, answer, engine)
    wants_receipt = accepted and claimed.channel == "sms"
    ours = Delivery.objects.filter(pk__in=[row.pk for row in rows])
    ours.update(
        state=answer.outcome,
        token=None,
        lease_until=None,
        next_attempt_at=None,
        last_error="" if accepted else answer.detail,
        provider=answer.provider,
        provider_ref=answer.detail if accepted else "",
        receipt_due_at=now + gateways.RECEIPT_WITHIN if wants_receipt else None,
    )
    if accepted:
        ours.update(accepted_at=now)
        # The phone may have reported before the gateway had answered.
        ours.filter(delivered_at__isnull=False).update(state="delivered", receipt_due_at=None)


def _tell(record: Record, claimed: Claimed, outcome: str, alert: Alert | None) -> None:
    officer = claimed.officer
    if alert is not None and officer is not None:
        record.append(
            MESSAGE_CLOSED,
            on=alert,
            delivery_id=claimed.message,
            channel=claimed.channel,
            outcome=outcome,
            attempts=claimed.attempt,
            recipient=officer.pseudonym,
        )
    elif officer is not None:
        record.append(
            NOTICE_CLOSED,
            on=officer,
            delivery_id=claimed.message,
            kind=claimed.kind,
            channel=claimed.channel,
            outcome=outcome,
            attempts=claimed.attempt,
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
    """Write one line for each row and for each gateway that was asked."""
    said = [(name, _WORDS[each.outcome], each.detail or each.ref) for name, each in answer.by]
    said = said or [(answer.provider, _WORDS.get(answer.outcome, answer.outcome), answer.detail)]
    DeliveryAttempt.objects.bulk_create(
        [
            DeliveryAttempt(delivery=row, outcome=outcome, detail=detail[:200], engine=engine, provider=name)
            for row in rows
            for name, outcome, detail in said
        ],
        batch_size=1000,
    )


_WORDS: Mapping[str, str] = {
    Outcome.ACCEPTED: "accepted",
    Outcome.RETRYABLE: "retry",
    Outcome.UNKNOWN: "unsure",
    Outcome.PERMANENT: "failed",
}
