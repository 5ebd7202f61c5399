"""HOT: who owns a line of the list of a hot seizure is told when it opens; it ends when every line has somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.core.events import (
    CHECKLIST_DONE,
    CHECKLIST_LAPSED,
    CHECKLIST_OPENED,
    CHECKLIST_SEEN,
    CHECKLIST_SET_ASIDE,
    CHECKLIST_TAKEN,
)
from custody.evidence.selectors.checklists import where_it_lies
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import Checklist, ChecklistLine
    from custody.ledger.recording import Entry, Record

RULE = "HOT"


def register() -> None:
    """Register the handlers of lists."""
    reactions.register(CHECKLIST_OPENED.code, _opened)
    for event in (CHECKLIST_TAKEN, CHECKLIST_DONE, CHECKLIST_SEEN, CHECKLIST_SET_ASIDE, CHECKLIST_LAPSED):
        reactions.register(event.code, _answered)


def _opened(record: Record, entry: Entry) -> None:
    checklist = cast("Checklist", entry.on)
    if not is_news(record) or not _waits(checklist):
        return
    sites = sorted(where_it_lies(checklist.seizure), key=lambda site: site.code_word)
    raise_alert(
        record,
        Finding(
            rule=RULE,
            stage="opened",
            level=2,
            subject_kind="checklist",
            subject_id=checklist.id,
            dedupe_key=_key(checklist),
            group_key=_key(checklist),
            fired_for=checklist.opened_at,
            site=sites[0] if sites else None,
        ),
    )


def _answered(record: Record, entry: Entry) -> None:
    checklist = cast("ChecklistLine", entry.on).checklist
    if not _waits(checklist):
        resolve_key(record, _key(checklist), by=entry.type.code)


def _waits(checklist: Checklist) -> bool:
    """Say whether a line waits for somebody to take it."""
    return checklist.lines.filter(state="open").exists()


def _key(checklist: Checklist) -> str:
    return f"hot:{checklist.id}"
