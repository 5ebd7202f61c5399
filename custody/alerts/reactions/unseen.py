"""A witness who does not sign that all of it burnt: told at once, until that burn is over (R5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.alerts.rules.unseen import UNSEEN
from custody.core.events import BURN_ABORTED, BURN_ATTESTED, SESSION_BURNT, SESSION_CANCELLED
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.destruction.models import BurnSession
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of what witnesses sign."""
    reactions.register(BURN_ATTESTED.code, _signed)
    for code in (SESSION_BURNT.code, BURN_ABORTED.code, SESSION_CANCELLED.code):
        reactions.register(code, _over)


def _signed(record: Record, entry: Entry) -> None:
    if entry.fields["statement"] == "saw_all" or not is_news(record):
        return
    session = cast("BurnSession", entry.on)
    finding = Finding(
        rule=UNSEEN.code, stage="witness", level=2, subject_kind="session", subject_id=session.id,
        dedupe_key=_key(session.id), fired_for=record.at, site=session.facility.place.site,
        # Whoever did not sign neither takes the alert nor closes it.
        about=(record.act.actor.id,),
    )  # fmt: skip
    raise_alert(record, finding)


def _over(record: Record, entry: Entry) -> None:
    resolve_key(record, _key(entry.on.id), by=entry.type.code)


def _key(session_id: UUID) -> str:
    return f"unseen:{session_id}"
