"""Somebody is to be reached otherwise: a code to the new address, a warning to the old ones, and an alert (AL17).

An address that was verified by a received code cures the alert that its owner cannot be reached (AL16).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.broken import reach_key
from custody.alerts.notices import queue_code, queue_notice
from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.core.events import CONTACT_CHANGE_APPROVED, CONTACT_CHANGE_ASKED, CONTACT_CHANGE_ENDED, CONTACT_RECORDED
from custody.ledger import reactions
from custody.organisation.contact_codes import contact_code
from custody.organisation.selectors import old_addresses

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Contact, ContactChange, Officer

RULE, STAGE, LEVEL = "AL17", "contact", 2


def register() -> None:
    """Register the handlers of contacts."""
    reactions.register(CONTACT_CHANGE_ASKED.code, _asked)
    for code in (CONTACT_CHANGE_APPROVED.code, CONTACT_CHANGE_ENDED.code):
        reactions.register(code, _settled)
    reactions.register(CONTACT_RECORDED.code, _recorded)


def _asked(record: Record, entry: Entry) -> None:
    officer, [change] = cast("Officer", entry.on), cast("tuple[ContactChange]", entry.rows)
    raise_alert(
        record,
        Finding(
            rule=RULE,
            stage=STAGE,
            level=LEVEL,
            subject_kind="officer",
            subject_id=officer.id,
            dedupe_key=_key(officer),
            fired_for=change.asked_at,
            # Told at the old address already, and never the one who says that all is well.
            about=(officer.id,),
        ),
    )
    queue_code(change=change, code=contact_code(change), at=record.now)
    for channel_address in old_addresses(officer):
        queue_notice(officer=officer, channel_address=channel_address, at=record.now)


def _settled(record: Record, entry: Entry) -> None:
    """A second person looked at it, or it is over."""
    resolve_key(record, _key(cast("Officer", entry.on)), by=entry.type.code)


def _recorded(record: Record, entry: Entry) -> None:
    [contact] = cast("tuple[Contact]", entry.rows)
    if contact.verified_at is not None:
        resolve_key(record, reach_key(contact.officer_id), by=entry.type.code)


def _key(officer: Officer) -> str:
    return f"change:contact:{officer.id}"
