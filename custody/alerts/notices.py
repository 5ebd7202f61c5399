"""Rows of the out-tray that are not about an alert. Steps inside a transaction.

Each is a message of its own, whose reference is given here: nothing is bundled with a code or with a warning.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings

from custody.alerts.models import Delivery
from custody.core.identifiers import new_public_ref
from custody.ledger.sealing import seal, unseal
from custody.organisation.selectors import contacts_of

if TYPE_CHECKING:
    from uuid import UUID

    from custody.organisation.models import ContactChange, Officer

CHANNELS = ("email", "sms")


def queue_code(*, change: ContactChange, code: str, at: datetime) -> None:
    """Send the code that verifies a contact to the NEW address: to the number when it changes, else to the mailbox."""
    channel, address = ("sms", change.phone) if change.phone else ("email", change.email)
    if address:
        _queue("code", officer=change.officer, channel=channel, at=at, address=address, code=code)


def queue_notice(*, officer: Officer, channel_address: tuple[str, str], at: datetime) -> None:
    """Tell the OLD address (channel, address) that the contact is being changed."""
    channel, address = channel_address
    _queue("notice", officer=officer, channel=channel, at=at, address=address)


def queue_shift(*, officers: Iterable[Officer], open_alerts: Mapping[UUID, int], at: datetime) -> None:
    """Tell everybody whose duty begins that all is normal, and how many alerts are open: a number for each by id."""
    officers = list(officers)
    contacts = contacts_of(officers)
    for officer in officers:
        contact = contacts.get(officer.id)
        if contact is not None:
            for channel in CHANNELS:
                if contact.email if channel == "email" else contact.phone:
                    _queue("shift", officer=officer, channel=channel, at=at, count=open_alerts[officer.id])


def queue_ousted(*, officer: Officer, at: datetime) -> None:
    """Tell somebody to sign in, because what the officer answered for goes to others. The message does not say so."""
    for contact in contacts_of([officer]).values():
        for channel in CHANNELS:
            if contact.email if channel == "email" else contact.phone:
                _queue("ousted", officer=officer, channel=channel, at=at)


def queue_canary(*, reference: str, at: datetime) -> None:
    """Send the test of the whole path to the phone and the mailbox that the house itself reads."""
    for channel, address in (("sms", settings.CUSTODY_CANARY_PHONE), ("email", settings.CUSTODY_CANARY_EMAIL)):
        if address:
            _queue("canary", officer=None, channel=channel, at=at, address=address, reference=reference)


def queue_answer(*, officer: Officer, kind: str, reference: str = "", at: datetime) -> None:
    """Answer a text that came in: ``noted`` or ``unknown``."""
    _queue(kind, officer=officer, channel="sms", at=at, reference=reference)


def _queue(
    kind: str, *, officer: Officer | None, channel: str, at: datetime, address: str = "", code: str = "",
    reference: str = "", count: int = 1,
) -> None:
    message = uuid4()
    Delivery.objects.create(
        kind=kind,
        officer=officer,
        channel=channel,
        level=3,
        count=count,
        message=message,
        reference=reference or new_public_ref(secrets.token_bytes(5), length=7),
        address_sealed=_sealed(address, code, bound_to=message.bytes) if address else None,
        next_attempt_at=at,
    )


def _sealed(address: str, code: str, *, bound_to: bytes) -> bytes:
    return seal(json.dumps({"to": address, "code": code}).encode(), bound_to=bound_to)


def opened(row: Delivery) -> tuple[str, str]:
    """Return the address and the code that a row carries itself, both empty when it goes to the verified contact."""
    if row.address_sealed is None or row.message is None:
        return "", ""
    said = json.loads(unseal(row.address_sealed, bound_to=row.message.bytes))
    return said["to"], said["code"]
