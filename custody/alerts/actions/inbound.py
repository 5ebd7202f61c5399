"""A text that somebody sent us: "I have it", STOP, or anything else.

The number a text comes from can be forged, so that an answer has a small effect: of level 0 and 1 it says "seen"
and gives the next person a little more time, once; below it takes the alert. It never ends one. What we keep says from
whom, by which gateway and what came of it; neither the words nor the number.

Whoever answers under a threat sends the code he chose for that. It looks like any other answer, on the telephone and in
the table of what came in, and calls the director.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import phonenumbers
from django.db import IntegrityError, transaction

from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.broken import mark, unreachable
from custody.alerts.channels.base import Incoming
from custody.alerts.duress import CODE_LENGTH, as_code, is_own_code, under_duress
from custody.alerts.locking import lock_messages
from custody.alerts.models import Alert, Delivery, InboundMessage, ReplyCode
from custody.alerts.notices import queue_answer
from custody.alerts.passes.engine import NothingDue
from custody.alerts.raising import raise_alert
from custody.alerts.rules import ACKNOWLEDGE_WITHIN
from custody.core.act import Act, Door
from custody.core.errors import CustodyError
from custody.core.events import ALERT_SEEN
from custody.deadlines.selectors import database_now
from custody.ledger.recording import Record, recording
from custody.ledger.sealing import token
from custody.organisation.models import Contact
from custody.organisation.roles import Role
from custody.organisation.selectors import duties

if TYPE_CHECKING:
    from custody.organisation.models import Officer

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE"})
"""The whole text, and nothing around it: a word in a sentence is no wish to hear nothing any more."""
ON_A_LADDER = (
    Role.DUTY_OFFICER, Role.SUPERVISOR, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.INTERNAL_AFFAIRS, Role.ADMINISTRATOR,
)  # fmt: skip
"""Whom no text takes off the list: others wait for what they do."""
SEEN_ONLY = 1
"""Up to this level an answer says "seen" and takes nothing."""
ANSWERED_AT_MOST = 5
ANSWERED_WITHIN = timedelta(hours=1)
NOT_UNDERSTOOD = ("unknown", "wrong_number", "expired", "used")
_WORD = re.compile(r"\w+")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class _Text:
    """What came in, and from whom, as far as we know them."""

    provider: str
    ref: str
    sender: bytes
    words: list[str]
    contact: Contact | None

    @property
    def officer(self) -> Officer | None:
        return None if self.contact is None else self.contact.officer


def take_text(*, provider: str, incoming: Incoming) -> str:
    """Do what a text says, if the right person says it, and return what came of it.

    Who: whoever texts; only the verified number of an officer has any effect. When: a code is good for half an hour,
    once, for the person and the alert it was sent for. Appends ``alert.seen/1``, ``alert.acknowledged/1`` or
    ``contact.marked/1``; nothing else leaves a trace in the ledger. A text that a gateway brings twice counts once.
    """
    text = _read(provider, incoming)
    if text.ref and InboundMessage.objects.filter(provider=provider, provider_ref=text.ref).exists():
        return "duplicate"
    if text.contact is not None and len(text.words) == 1 and text.words[0] in STOP:
        _stop(text.contact)
        return _keep(text, "stop")
    if text.officer is not None and _is_duress(text.officer, text.words):
        return _under_duress(text, text.officer)
    code = _code_in(text.words)
    if code is None:
        return _not_understood(text, "unknown")
    return _take_code(text, code)


def _read(provider: str, incoming: Incoming) -> _Text:
    number = _as_e164(incoming.sender)
    found = Contact.objects.filter(phone=number, verified_at__isnull=False, officer__is_active=True)
    # A number that two officers share speaks for neither.
    contacts = list(found.select_related("officer")[:2]) if number else []
    return _Text(
        provider=provider,
        ref=incoming.ref,
        sender=token(number.encode(), purpose="sms-sender"),
        words=[each.upper() for each in _WORD.findall(incoming.text[:_LONGEST])],
        contact=contacts[0] if len(contacts) == 1 else None,
    )


def _as_e164(sender: str) -> str:
    """Return the number as we keep it: gateways leave out the plus, or write two noughts."""
    digits = re.sub(r"[^\d+]", "", sender)
    digits = "+" + digits.lstrip("+0") if digits else ""
    try:
        parsed = phonenumbers.parse(digits, None)
    except phonenumbers.NumberParseException:
        return digits
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


# --- what it means --------------------------------------------------------------------------------------


def _codes(words: list[str]) -> Iterator[str]:
    return (as_code(word) for word in words if len(word) == CODE_LENGTH)


def _code_in(words: list[str]) -> ReplyCode | None:
    """Return the reply code that stands in a text; ``None`` when no word of it was ever given as one."""
    rows = ReplyCode.objects.filter(code__in=list(_codes(words))).select_related("alert", "officer")
    return rows.order_by("used_at", "-expires_at").first()


def _is_duress(officer: Officer, words: list[str]) -> bool:
    return any(is_own_code(officer, each) for each in _codes(words))


def _take_code(text: _Text, code: ReplyCode) -> str:
    officer = text.officer
    if officer is None or officer.id != code.officer_id:
        return _not_understood(text, "wrong_number")
    if code.used_at is not None:
        return _not_understood(text, "used")
    if code.expires_at <= database_now():
        return _not_understood(text, "expired")
    try:
        outcome = _seen(officer, code) if code.alert.level <= SEEN_ONLY else _taken(officer, code)
    except CustodyError:
        # Somebody else has it, it is over, or it is not for this person: the system says which, a text does not.
        return _not_understood(text, "unknown")
    return _understood(text, outcome, reference=code.alert.public_ref)


def _taken(officer: Officer, code: ReplyCode) -> str:
    acknowledge(act=_act_of(officer), alert_id=code.alert_id)
    _use(code)
    return "acknowledged"


def _seen(officer: Officer, code: ReplyCode) -> str:
    """Note that somebody has read of an alert. Appends ``alert.seen/1``."""
    with recording(_act_of(officer)) as record:
        alert = Alert.objects.select_for_update().get(pk=code.alert_id)
        _note_seen(record, officer, alert)
        _use(code)
    return "seen"


def _note_seen(record: Record, officer: Officer, alert: Alert) -> None:
    if alert.state == "open" and not ReplyCode.objects.filter(alert=alert, used_at__isnull=False).exists():
        # Once, whoever answers: a forged number must not keep the ladder waiting for ever.
        later = record.now + ACKNOWLEDGE_WITHIN[alert.level]
        if alert.next_escalation_at is not None and alert.next_escalation_at < later:
            Alert.objects.filter(pk=alert.pk).update(next_escalation_at=later)
    waiting = Delivery.objects.filter(alert=alert, officer=officer, state="pending", message__isnull=True)
    lock_messages(waiting).update(state="superseded", next_attempt_at=None)
    record.append(ALERT_SEEN, on=alert, seen_at=record.at, seen_by=officer.pseudonym)


def _use(code: ReplyCode) -> None:
    ReplyCode.objects.filter(pk=code.pk).update(used_at=database_now())


def _under_duress(text: _Text, officer: Officer) -> str:
    """Answer as if all were well, and call the director. The newest alert the officer was told of is the one that it
    looks like.
    """
    last = ReplyCode.objects.filter(officer=officer, used_at__isnull=True).select_related("alert")
    code = last.order_by("-expires_at").first()
    with suppress(NothingDue), recording(_act_of(officer)) as record:
        if code is not None:
            _note_seen(record, officer, Alert.objects.select_for_update().get(pk=code.alert_id))
            _use(code)
        if raise_alert(record, under_duress(officer, record.now)) is None and code is None:
            raise NothingDue  # the director was called already, and there is nothing to have seen
    outcome = "seen" if code is None or code.alert.level <= SEEN_ONLY else "acknowledged"
    return _understood(text, outcome, reference="" if code is None else code.alert.public_ref)


def _stop(contact: Contact) -> None:
    """Send no more texts of levels 2 to 4 to a number whose owner says STOP. Appends ``contact.marked/1``.

    Whoever stands on a ladder stays reachable, because a number can be forged: AL16 is raised about them, and somebody
    asks. It ends when a person closes it.
    """
    officer = contact.officer
    with suppress(NothingDue), recording(_act_of(officer)) as record:
        if _stands_on_a_ladder(officer, at=record.now):
            finding = replace(unreachable(record, officer, "opted_out"), dedupe_key=f"stop:{officer.id}")
            if raise_alert(record, finding) is None:
                raise NothingDue
            return
        locked = Contact.objects.select_for_update().select_related("officer").get(pk=contact.pk)
        locked.opted_out_at = locked.opted_out_at or record.at
        mark(record, locked, columns=["opted_out_at"])


def _stands_on_a_ladder(officer: Officer, *, at: datetime) -> bool:
    on_duty = duties(begins=at, ends=at + timedelta(seconds=1)).filter(officer=officer)
    return officer.has_role(*ON_A_LADDER) or on_duty.exists()


def _act_of(officer: Officer) -> Act:
    return Act(actor=officer, door=Door.SMS)


# --- what is answered, and what is kept -------------------------------------------------------------------


def _understood(text: _Text, outcome: str, *, reference: str) -> str:
    return _keep(text, outcome, answer="noted", reference=reference)


def _not_understood(text: _Text, outcome: str) -> str:
    """Do nothing, and say so to an officer's number: five times in an hour, then no more, and to strangers never."""
    lately = InboundMessage.objects.filter(sender_token=text.sender, outcome__in=NOT_UNDERSTOOD)
    often = lately.filter(received_at__gt=database_now() - ANSWERED_WITHIN).count()
    return _keep(text, outcome, answer="unknown" if often < ANSWERED_AT_MOST else "")


def _keep(text: _Text, outcome: str, *, answer: str = "", reference: str = "") -> str:
    try:
        with transaction.atomic():
            InboundMessage.objects.create(
                provider=text.provider,
                sender_token=text.sender,
                officer=text.officer,
                outcome=outcome,
                provider_ref=text.ref,
            )
            if answer and text.officer is not None:
                queue_answer(officer=text.officer, kind=answer, reference=reference, at=database_now())
    except IntegrityError:
        return "duplicate"
    return outcome
