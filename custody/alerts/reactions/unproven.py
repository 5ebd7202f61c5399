"""What is said to have burnt, and cannot be recorded as destroyed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.alerts.rules.unproven import UNPROVEN
from custody.core.events import BURN_TOLD, BURN_TOLD_ENDED
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.destruction.models import BurnSession
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers."""
    reactions.register(BURN_TOLD.code, _told)
    reactions.register(BURN_TOLD_ENDED.code, _ended)


def _told(record: Record, entry: Entry) -> None:
    if not is_news(record):
        return
    session = cast("BurnSession", entry.on)
    finding = Finding(
        rule=UNPROVEN.code, stage="told", level=2, subject_kind="session", subject_id=session.id,
        dedupe_key=f"unproven:{session.id}", fired_for=record.at, site=session.facility.place.site,
        # Who says that it burnt neither takes the alert nor closes it.
        about=(record.act.actor.id,),
    )  # fmt: skip
    raise_alert(record, finding)


def _ended(record: Record, entry: Entry) -> None:
    resolve_key(record, f"unproven:{entry.on.id}", by=entry.type.code)
