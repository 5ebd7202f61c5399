"""Changing how an officer is reached. Whoever could do it alone, and at once, would turn the alerts to himself first.

So it takes a code of the authenticator (asked by the page), a code that arrives at the new address, and either a
supervisor or a day of waiting, while the old address is told. Nothing of it changes the contact before the end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from custody.core.errors import IntegrityBroken, InvalidInput, NotAllowedNow, NotFound
from custody.core.events import (
    CONTACT_CHANGE_APPROVED,
    CONTACT_CHANGE_ASKED,
    CONTACT_CHANGE_CONFIRMED,
    CONTACT_CHANGE_ENDED,
    CONTACT_MARKED,
    CONTACT_RECORDED,
)
from custody.core.rule_values import CONTACT_CHANGE
from custody.ledger.recording import Record, recording
from custody.organisation.actions.register import mobile_number
from custody.organisation.contact_codes import GOOD_FOR, TRIES, is_contact_code, new_code_token
from custody.organisation.models import Contact, ContactChange, Officer
from custody.organisation.permissions import (
    check_can_approve_contact,
    check_can_cancel_contact,
    check_can_change_contact,
    check_can_confirm_contact,
)
from custody.organisation.selectors import policy_value

if TYPE_CHECKING:
    from custody.core.act import Act

HOURS = 24
"""How long a change waits where the rule has no value."""
_MARKS = ("email_broken_at", "phone_broken_at", "opted_out_at")


def ask_contact_change(*, act: Act, email: str | None = None, phone: str | None = None) -> ContactChange:
    """Ask for another mailbox or another mobile number and return the change. A code goes to the new address.

    Who: every person for themselves. When: no other change is open. Appends ``contact.change_asked/1``. Raises
    ``InvalidInput`` for both at once, for neither, for what is no change, and for a number that is not a mobile one.
    """
    with recording(act, authorises=True) as record:
        officer = Officer.objects.select_for_update().get(pk=act.actor.pk)
        change = drafted_change(officer=officer, at=record.at, now=record.now, email=email, phone=phone)
        change.code_token, change.code_expires_at = new_code_token(), record.now + GOOD_FOR
        change.save(force_insert=True)
        record.append(
            CONTACT_CHANGE_ASKED, on=officer, rows=[change], change_id=change.id, asked_at=record.at,
            change_effective_at=change.effective_at, email=change.email, phone=change.phone,
            asked_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"change": str(change.id)}
    return change


def drafted_change(
    *, officer: Officer, at: datetime, now: datetime, email: str | None = None, phone: str | None = None
) -> ContactChange:
    """Return the change as ``ask_contact_change`` would make it at a moment, unsaved and without its code: to see what
    it would do. Raises what that would raise."""
    check_can_change_contact(officer)
    address = _address(email)
    number = mobile_number(phone) if phone else None
    if (address is None) == (number is None):
        raise InvalidInput("contact.one", "Change the number or the mailbox: each is verified by its own code",
                           field="phone")
    _check_is_news(Contact.objects.filter(officer=officer).first(), address, number)
    if ContactChange.objects.filter(officer=officer, ended_at__isnull=True).exists():
        raise NotAllowedNow("contact.open", "A change is open already. Finish it, or cancel it first")
    return ContactChange(
        officer=officer, email=address, phone=number, asked_by=officer, asked_at=at, effective_at=at + _delay(now),
        stream_id=officer.stream_id,
    )  # fmt: skip


def confirm_contact_change(*, act: Act, change_id: UUID, code: str) -> ContactChange:
    """Show the code that came to the new address, and return the change; it takes effect when a supervisor approved it.

    Who: whose contact it is. When: it is open, the code is less than half an hour old, and was not mistyped five
    times. Appends ``contact.change_confirmed/1``, and what ends it.
    """
    found = _named(change_id)
    check_can_confirm_contact(act.actor, found)
    # Counted for itself: what is refused below leaves no other trace.
    with transaction.atomic(durable=True):
        left = ContactChange.objects.filter(pk=found.pk, code_tries__lt=TRIES)
        counted = left.update(code_tries=F("code_tries") + 1)
    if not counted:
        raise NotAllowedNow("contact.tries", "The code was mistyped too often. Cancel the change, and ask for it anew")
    if not is_contact_code(found, code):
        raise InvalidInput("contact.code", "This is not the code that was sent. Read it again", field="received_code")
    with recording(act) as record:
        officer, change = _locked(found)
        check_can_confirm_contact(act.actor, change)
        if change.code_expires_at is None or record.now > change.code_expires_at:
            raise NotAllowedNow("contact.expired", "This code is too old. Cancel the change, and ask for it anew")
        change.confirmed_at = record.at
        change.save(update_fields=["confirmed_at"])
        record.append(CONTACT_CHANGE_CONFIRMED, on=officer, rows=[change], change_id=change.id, confirmed_at=record.at)
        _apply_when_ready(record, officer, change)
        record.result = {"change": str(change.id)}
    return change


def approve_contact_change(*, act: Act, change_id: UUID, expected_seq: int | None = None) -> ContactChange:
    """Approve a change, so that it need not wait its day, and return it.

    Who: a supervisor or an administrator, neither who asked nor whose contact it is. When: it is open and not approved.
    Appends ``contact.change_approved/1``, and what ends it when its code was received.
    """
    found = _named(change_id)
    with recording(act, authorises=True) as record:
        officer, change = _locked(found)
        check_can_approve_contact(act.actor, change)
        change.approved_by = act.actor
        change.save(update_fields=["approved_by"])
        record.append(
            CONTACT_CHANGE_APPROVED, on=officer, rows=[change], change_id=change.id, approved_by=act.actor.pseudonym
        )
        _apply_when_ready(record, officer, change)
        record.result = {"change": str(change.id)}
    return change


def cancel_contact_change(*, act: Act, change_id: UUID) -> ContactChange:
    """Drop a change and return it; the contact stays as it was.

    Who: whose contact it is, a supervisor or an administrator. When: it is open. Appends ``contact.change_ended/1``.
    """
    found = _named(change_id)
    with recording(act) as record:
        officer, change = _locked(found)
        check_can_cancel_contact(act.actor, change)
        _end(record, officer, change, "cancelled")
        record.result = {"change": str(change.id)}
    return change


def apply_contact_change(*, act: Act, change_id: UUID) -> ContactChange:
    """Let a change take effect whose code was received and whose day has passed, and return it.

    Who: the engine. When: then. Appends ``contact.recorded/1`` and ``contact.change_ended/1``.
    """
    found = _named(change_id)
    with recording(act, authorises=True) as record:
        officer, change = _locked(found)
        if change.ended_at is not None or not _is_ready(change, record.now):
            raise NotAllowedNow("contact.early", "This change must still wait")
        _apply_when_ready(record, officer, change)
        record.result = {"change": str(change.id)}
    return change


# --- steps ----------------------------------------------------------------------------------------------


def _named(change_id: UUID) -> ContactChange:
    found = ContactChange.objects.select_related("officer").filter(pk=change_id).first()
    if found is None:
        raise NotFound
    return found


def _locked(change: ContactChange) -> tuple[Officer, ContactChange]:
    officer = Officer.objects.select_for_update().get(pk=change.officer_id)
    return officer, ContactChange.objects.select_for_update().get(pk=change.pk)


def _address(email: str | None) -> str | None:
    if not email:
        return None
    try:
        validate_email(email.strip())
    except ValidationError:
        raise InvalidInput("contact.email", "Enter a mailbox, like duty@customs.example", field="email") from None
    return email.strip()


def _check_is_news(contact: Contact | None, email: str | None, phone: str | None) -> None:
    if contact is None or contact.verified_at is None:
        return
    is_broken = contact.email_broken_at if email else contact.phone_broken_at or contact.opted_out_at
    if (email or phone) == (contact.email if email else contact.phone) and not is_broken:
        raise InvalidInput("contact.same", "This is how you are reached already", field="email" if email else "phone")


def _delay(at: datetime) -> timedelta:
    try:
        hours = policy_value(key=CONTACT_CHANGE, jurisdiction=settings.CUSTODY_JURISDICTION, at=at)
    except IntegrityBroken:
        hours = HOURS
    return timedelta(hours=hours)


def _is_ready(change: ContactChange, now: datetime) -> bool:
    return change.confirmed_at is not None and (change.approved_by_id is not None or change.effective_at <= now)


def _apply_when_ready(record: Record, officer: Officer, change: ContactChange) -> None:
    """Put a change into effect when its code was received and it was approved, or its day has passed."""
    if not _is_ready(change, record.now):
        return
    contact = Contact.objects.select_for_update().filter(officer=officer).first()
    if contact is None:
        contact = Contact(officer=officer, stream_id=officer.stream_id)
    contact.email, contact.phone = change.email or contact.email, change.phone or contact.phone
    contact.verified_at = record.at
    marked = _clear_marks(contact, change)
    if contact._state.adding:
        contact.save(force_insert=True)
    else:
        contact.save(update_fields=["email", "phone", "verified_at", *_MARKS])
    record.append(
        CONTACT_RECORDED, on=officer, rows=[contact], contact_id=contact.id, verified_at=record.at,
        email=contact.email, phone=contact.phone,
    )  # fmt: skip
    if marked:
        record.append(
            CONTACT_MARKED, on=officer, rows=[contact], contact_id=contact.id,
            **{name: getattr(contact, name) for name in _MARKS},
        )  # fmt: skip
    _end(record, officer, change, "applied")


def _clear_marks(contact: Contact, change: ContactChange) -> bool:
    """Forget what was wrong with the address that is replaced, and say whether anything was."""
    names = ("email_broken_at",) if change.email else ("phone_broken_at", "opted_out_at")
    was = any(getattr(contact, name) for name in names)
    for name in names:
        setattr(contact, name, None)
    return was


def _end(record: Record, officer: Officer, change: ContactChange, outcome: str) -> None:
    change.ended_at, change.outcome, change.code_token = record.at, outcome, None
    change.save(update_fields=["ended_at", "outcome", "code_token"])
    record.append(
        CONTACT_CHANGE_ENDED, on=officer, rows=[change], change_id=change.id, ended_at=record.at, outcome=outcome
    )
