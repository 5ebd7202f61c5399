"""LINK: somebody else tried the link to a magistrate's request; cured by a new link, which ends the old one, or the
answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.alerts.rules.links import LINK
from custody.core.events import REQUEST_ANSWERED, REQUEST_LINK_TRIED, REQUEST_LINKED
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.destruction.models import OrderRequest
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers."""
    reactions.register(REQUEST_LINK_TRIED.code, _tried)
    for code in (REQUEST_LINKED.code, REQUEST_ANSWERED.code):
        reactions.register(code, _over)


def _tried(record: Record, entry: Entry) -> None:
    if not is_news(record):
        return
    request = cast("OrderRequest", entry.on)
    finding = Finding(
        rule=LINK.code, stage="tried", level=2, subject_kind="seizure", subject_id=request.seizure_id,
        dedupe_key=f"link:{request.id}", fired_for=record.at,
        # Who tried it neither takes the alert nor closes it.
        about=(record.act.actor.id,),
    )  # fmt: skip
    raise_alert(record, finding)


def _over(record: Record, entry: Entry) -> None:
    resolve_key(record, f"link:{entry.on.id}", by=entry.type.code)
