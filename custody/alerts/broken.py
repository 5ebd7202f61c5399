"""What is done when somebody cannot be reached: the contact is marked, and an alert says so. Acts of the engine."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.models import Alert
from custody.alerts.passes.engine import NothingDue, engine_act
from custody.alerts.raising import HOUSE_ID, Finding, raise_alert
from custody.alerts.rules import DANGER_LEVEL, INDEPENDENT_RULES
from custody.core.errors import LockTimeout
from custody.core.events import CONTACT_MARKED
from custody.ledger.recording import Record, recording
from custody.organisation.models import Contact

if TYPE_CHECKING:
    from custody.organisation.models import Officer

log = logging.getLogger(__name__)

SYSTEM, GIVEN_UP = "AL13", "given_up"


def mark_broken(officer: Officer | None, channel: str, *, opted_out: bool, engine: str) -> None:
    """Mark an address that a provider refused for good, once. Appends ``contact.marked/1``, and raises AL16."""
    contact = Contact.objects.filter(officer=officer).select_related("officer").first()
    if officer is None or contact is None or not _is_news(contact, channel, opted_out=opted_out):
        return
    try:
        with recording(engine_act()) as record:
            locked = Contact.objects.select_for_update().get(pk=contact.pk)
            column = "opted_out_at" if opted_out else f"{'email' if channel == 'email' else 'phone'}_broken_at"
            setattr(locked, column, record.at)
            mark(record, locked, columns=[column])
            raise_alert(record, unreachable(record, contact.officer, "opted_out" if opted_out else channel),
                        engine=engine)
    except LockTimeout:
        log.warning("a contact is busy: it is marked at the next message that fails")


def mark(record: Record, contact: Contact, *, columns: list[str]) -> None:
    """Save the marks of a contact that is locked. Appends ``contact.marked/1``."""
    contact.save(update_fields=columns)
    record.append(
        CONTACT_MARKED,
        on=contact.officer,
        rows=[contact],
        contact_id=contact.id,
        email_broken_at=contact.email_broken_at,
        phone_broken_at=contact.phone_broken_at,
        opted_out_at=contact.opted_out_at,
    )


def unreachable(record: Record, officer: Officer, stage: str) -> Finding:
    """Return what is found when somebody cannot be reached: the others look after it, never the one it is about."""
    return Finding(
        rule="AL16",
        stage=stage,
        level=1,
        subject_kind="officer",
        subject_id=officer.id,
        dedupe_key=reach_key(officer.id),
        fired_for=record.now,
        about=(officer.id,),
    )


def reach_key(officer: UUID) -> str:
    """Return the key of the alert that somebody cannot be reached."""
    return f"reach:{officer}"


def give_up(alert_id: UUID, *, engine: str) -> None:
    """Say that a message about an alert was given up after a day. Raises AL13; never about itself.

    What few may know of is told to the same few, under its own rule: an alert of the system would tell everybody else
    that it exists. Neither that one nor one about danger names what it is about.
    """
    alert = Alert.objects.get(pk=alert_id)
    if alert.rule == SYSTEM or alert.stage == GIVEN_UP:
        return
    is_secret = alert.rule in INDEPENDENT_RULES
    is_nameless = is_secret or alert.level == DANGER_LEVEL
    with suppress(NothingDue), recording(engine_act()) as record:
        raised = raise_alert(
            record,
            Finding(
                rule=alert.rule if is_secret else SYSTEM,
                stage=GIVEN_UP,
                level=1,
                subject_kind="house" if is_nameless else alert.subject_kind,
                subject_id=HOUSE_ID if is_nameless else alert.subject_id,
                dedupe_key=f"sys:given_up:{alert.id}",
                fired_for=record.now,
                site=alert.site,
                about=tuple(alert.about),
            ),
            engine=engine,
        )
        if raised is None:
            raise NothingDue


def _is_news(contact: Contact, channel: str, *, opted_out: bool) -> bool:
    if opted_out:
        return contact.opted_out_at is None
    return (contact.email_broken_at if channel == "email" else contact.phone_broken_at) is None
