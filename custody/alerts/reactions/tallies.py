"""A burn that was recorded before two people had signed what went into the fire."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.alerts.rules.tally import TALLY
from custody.core.events import BURN_UNTALLIED, TALLY_SETTLED
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.destruction.models import BurnSession
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of tallies."""
    reactions.register(BURN_UNTALLIED.code, _untallied)
    reactions.register(TALLY_SETTLED.code, _settled)


def _untallied(record: Record, entry: Entry) -> None:
    # A burn whose waiver was granted before it is settled in the same act: nobody is called.
    if not is_news(record) or any(each.type is TALLY_SETTLED for each in record.entries):
        return
    session = cast("BurnSession", entry.on)
    finding = Finding(
        rule=TALLY.code, stage="untallied", level=2, subject_kind="session", subject_id=session.id,
        dedupe_key=_key(session.id), fired_for=record.at, site=session.facility.place.site,
        # Who recorded it without a tally neither takes the alert nor closes it.
        about=(record.act.actor.id,),
    )  # fmt: skip
    raise_alert(record, finding)


def _settled(record: Record, entry: Entry) -> None:
    resolve_key(record, _key(entry.on.id), by=entry.type.code)


def _key(session_id: UUID) -> str:
    return f"tally:{session_id}"
