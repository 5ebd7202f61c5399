"""Claiming what is due: a short transaction that lets one engine send one message, until its lease ends."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce

from custody.alerts import gateways, throttle
from custody.alerts.channels.base import Gateway, Letter
from custody.alerts.models import Alert, Delivery, ReplyCode
from custody.alerts.notices import opened
from custody.alerts.passes import recovery
from custody.alerts.rendering import Notice, render
from custody.alerts.telling import address_of
from custody.core.identifiers import new_public_ref
from custody.deadlines.selectors import database_now
from custody.ledger.sealing import token as keyed_token
from custody.organisation.selectors import contacts_of

if TYPE_CHECKING:
    from custody.organisation.models import Officer

LEASE = timedelta(seconds=60)
"""More than all time-outs of a channel together, so that only a dead worker loses its claim."""
APART = timedelta(seconds=10)
"""New alerts for somebody who was just told wait so long and leave as one message; danger never waits."""
REPLY_WITHIN = timedelta(minutes=30)
STILL_GOOD_FOR = timedelta(minutes=10)
RECEIPT_FIRST = timedelta(minutes=2)
"""How long a receipt is waited for before a text of level 3 or 4 goes again that may have left already."""
JOINS = ("throttle", "group", "flood")
"""What waits for one of these leaves together with an urgent alert: the telephone rings anyway."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message that this engine may send until its lease runs out. ``alert`` is the one that it names.

    ``route`` is which gateways a text goes to, in order, or ``at_once`` to all of them.
    """

    message: UUID
    token: UUID
    kind: str
    channel: str
    level: int
    officer: Officer | None
    alert: UUID | None
    attempt: int
    oldest: datetime
    letter: Letter | None
    route: Sequence[Gateway] = ()
    at_once: bool = False


def claim(*, at_most: int) -> list[Claimed]:
    """Claim what is due, the most urgent in front, at most so many messages."""
    claimed: list[Claimed] = []
    for head in _heads():
        if len(claimed) == at_most:
            break
        one = _claim_lane(head)
        if one is not None:
            claimed.append(one)
    return claimed


def _heads() -> list[Delivery]:
    """Return the first row of every message that is due, the most urgent and then the longest waiting in front.

    Whoever claims locks that row first, so that what waits for a person is never split between two engines.
    """
    now = database_now()
    just_told = Delivery.objects.filter(
        officer=OuterRef("officer"), channel=OuterRef("channel"), accepted_at__gt=now - APART, kind="alert"
    )
    rows = Delivery.objects.filter(next_attempt_at__lte=now).annotate(urgency=Coalesce("alert__level", "level"))
    rows = rows.filter(Q(message__isnull=False) | Q(urgency=0) | ~Exists(just_told))
    if recovery.collecting():
        rows = rows.filter(urgency=0)
    # Every danger is a message of its own: its words, and its reference, are about one thing.
    rows = rows.annotate(alone=Case(When(urgency=0, message__isnull=True, then="alert_id")))
    lanes = ("officer_id", "channel", "message", "alone")
    heads = rows.order_by(*lanes, "urgency", "created_at", "id").distinct(*lanes)
    return sorted(heads.select_related("alert"), key=lambda row: (throttle.level_of(row), row.next_attempt_at, row.id))


def _claim_lane(head: Delivery) -> Claimed | None:
    """Claim the message that begins with a row; ``None`` when another engine has it, or when it must wait."""
    with transaction.atomic(durable=True):
        now = database_now()
        due = Delivery.objects.filter(next_attempt_at__lte=now, message=head.message).select_for_update(
            skip_locked=True, of=("self",)
        )
        if due.filter(pk=head.pk).first() is None:
            return None
        lane = due.filter(officer=head.officer_id, channel=head.channel).select_related("alert", "officer")
        if head.message is None:
            is_danger = head.alert is not None and head.alert.level == 0
            lane = lane.filter(alert=head.alert) if is_danger else lane.exclude(alert__level=0)
        rows = _that_may_leave(list(lane.order_by("created_at", "id")), now)
        if not rows:
            return None
        token, message = uuid4(), head.message or uuid4()
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state="claimed",
            message=message,
            token=token,
            waits_for="",
            lease_until=now + LEASE,
            next_attempt_at=now + LEASE,
            attempts=F("attempts") + 1,
        )
        worst = min(rows, key=_urgency)
        level = throttle.level_of(worst)
        return Claimed(
            message=message,
            token=token,
            kind=worst.kind,
            channel=head.channel,
            level=level,
            officer=worst.officer,
            alert=worst.alert_id,
            attempt=max(row.attempts for row in rows) + 1,
            oldest=rows[0].created_at,
            letter=_letter(rows, worst, message, now),
            route=gateways.route(message, now=now, tried=rows[0].provider) if head.channel == "sms" else (),
            at_once=level == 0,
        )


def _urgency(row: Delivery) -> tuple[int, datetime, UUID]:
    if row.alert is None:
        return row.level, row.created_at, row.id
    return row.alert.level, row.alert.raised_at, row.alert.id


# --- what may leave -------------------------------------------------------------------------------------


def _that_may_leave(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """Return the rows of a lane that leave now as one message; write on the others why they wait, and until when."""
    first = rows[0]
    if first.kind != "alert":
        return rows
    if first.message is not None:
        return [] if _must_wait(rows, now) else rows
    go, held = throttle.sort_out(rows, now=now)
    for each in held:
        _hold(each.rows, until=each.until, why=each.why)
    if go and min(throttle.level_of(row) for row in go) == throttle.URGENT:
        waiting = Delivery.objects.filter(
            officer=first.officer_id, channel=first.channel, message__isnull=True, state="pending", waits_for__in=JOINS
        )
        known = {row.pk for row in go}
        more = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("alert", "officer")
        go += [row for row in more.order_by("created_at", "id") if row.pk not in known]
    return go


def _must_wait(rows: list[Delivery], now: datetime) -> bool:
    """Hold a message that was tried before, if it must wait, and say whether it does."""
    first, level = rows[0], min(throttle.level_of(row) for row in rows)
    if first.state == "claimed" and first.channel == "sms" and level >= throttle.MINOR:
        # Whoever had it died, perhaps after sending: twice is worse than late at this level.
        _hold(rows, until=now + RECEIPT_FIRST, why="receipt")
        return True
    held = throttle.again(rows, now=now)
    if held is not None:
        _hold(held.rows, until=held.until, why=held.why)
    return held is not None


def _hold(rows: Sequence[Delivery], *, until: datetime, why: str) -> None:
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state="pending", token=None, lease_until=None, waits_for=why, next_attempt_at=until
    )


# --- what it says ---------------------------------------------------------------------------------------


def _letter(rows: Sequence[Delivery], worst: Delivery, message: UUID, now: datetime) -> Letter | None:
    """Return the one message that stands for the rows; ``None`` when the person cannot be reached any more."""
    officer, alert = worst.officer, worst.alert
    address, code = opened(worst)
    if not address and officer is not None:
        contact = contacts_of([officer]).get(officer.id)
        address = "" if contact is None else address_of(contact, worst.channel, level=throttle.level_of(worst)) or ""
    if not address:
        return None
    kind, count, reference = worst.kind, worst.count, worst.reference
    if alert is not None:
        count, reference = len({row.alert_id for row in rows}), alert.public_ref
        kind = "danger" if alert.level == 0 else "alert" if count == 1 else "digest"
        if worst.channel == "sms" and kind != "digest" and officer is not None:
            code = _reply_code(alert, officer, now)
    notice = Notice(
        kind=kind,
        reference=reference,
        level=throttle.level_of(worst),
        count=count,
        language="en" if officer is None else officer.language,
        code=code,
    )
    return Letter(reference=message, address=address, content=render(notice), thread=_thread(alert, officer))


def _reply_code(alert: Alert, officer: Officer, now: datetime) -> str:
    """Return the code by which the officer says "I have it" of this alert: the one that is still good, or a new one."""
    unused = ReplyCode.objects.filter(alert=alert, officer=officer, used_at__isnull=True)
    known = unused.filter(expires_at__gt=now + STILL_GOOD_FOR).order_by("-expires_at").first()
    if known is not None:
        return known.code
    code = new_public_ref(secrets.token_bytes(5), length=6)
    while ReplyCode.objects.filter(code=code).exists():
        code = new_public_ref(secrets.token_bytes(5), length=6)
    return ReplyCode.objects.create(code=code, alert=alert, officer=officer, expires_at=now + REPLY_WITHIN).code


def _thread(alert: Alert | None, officer: Officer | None) -> str:
    """Return the pseudonym of a group for one reader: two mailboxes side by side do not show what is one case."""
    if alert is None or officer is None:
        return ""
    return keyed_token(officer.id.bytes + (alert.group_key or str(alert.id)).encode(), purpose="mail-thread").hex()
