"""Clocks of the list of a hot seizure: one for each line, and one for the first line that nobody has taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from custody.core.hot import BY_WHAT
from custody.deadlines.clocks import arm, close
from custody.deadlines.starts import Start, zone_of
from custody.deadlines.types import ClockType
from custody.evidence.selectors.checklists import where_it_lies
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import Checklist, ChecklistLine
    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Site

SUBJECT = "hot_line"
_SETTLES = ("checklist.done/1", "checklist.seen/1", "checklist.set_aside/1", "checklist.lapsed/1")


def register() -> None:
    """Register the handlers of these clocks."""
    reactions.register("checklist.opened/1", _opened)
    reactions.register("checklist.reopened/1", _reopened)
    for code in ("checklist.taken/1", *_SETTLES):
        reactions.register(code, _moved_on)


def _opened(record: Record, entry: Entry) -> None:
    checklist = cast("Checklist", entry.on)
    site = _site_of(checklist)
    for line in checklist.lines.filter(settled_at__isnull=True):
        start = _start(checklist, line, site)
        arm(record, clock_type=BY_WHAT[line.what].clock, starts=[start], subject_kind=SUBJECT)
    _await_taker(record, checklist, site)


def _reopened(record: Record, entry: Entry) -> None:
    """Give the line that is to be done again its whole time from now."""
    line = cast("ChecklistLine", entry.rows[0])
    start = replace(_start(line.checklist, line, _site_of(line.checklist)), started_at=record.now)
    arm(record, clock_type=BY_WHAT[line.what].clock, starts=[start], subject_kind=SUBJECT)


def _moved_on(record: Record, entry: Entry) -> None:
    """Stop what waited for this line, and let the next line that nobody has taken wait.

    It waits since the list was opened: whoever answers late finds the next line late too, one at a time.
    """
    line = cast("ChecklistLine", entry.on)
    over = {ClockType.HOT_TAKE} | ({BY_WHAT[line.what].clock} if line.settled_at is not None else set())
    if close(record, subject_ids=[line.id], clock_types=over, by=entry.type.code):
        _await_taker(record, line.checklist, _site_of(line.checklist))


def _await_taker(record: Record, checklist: Checklist, site: Site | None) -> None:
    first = checklist.lines.filter(state="open").order_by("number").first()
    if first is not None:
        start = _start(checklist, first, site)
        arm(record, clock_type=ClockType.HOT_TAKE, starts=[start], subject_kind=SUBJECT)


def _start(checklist: Checklist, line: ChecklistLine, site: Site | None) -> Start:
    return Start(
        subject_id=line.id,
        jurisdiction=checklist.seizure.jurisdiction,
        started_at=checklist.opened_at,
        zone=zone_of(None) if site is None else site.zone,
        site_id=None if site is None else site.id,
    )


def _site_of(checklist: Checklist) -> Site | None:
    """Return where the people of the list are: where the load lies, the first of several sites by code word."""
    return min(where_it_lies(checklist.seizure), key=lambda site: site.code_word, default=None)
