"""Clocks of what is looked for: it must be decided when it is expected, and stopped when it was to be searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from django.conf import settings

from custody.deadlines.clocks import arm, close
from custody.deadlines.starts import Start, zone_of
from custody.deadlines.types import ClockType
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import Target
    from custody.ledger.recording import Entry, Record

_OF_TARGETS = (ClockType.TARGET_DECISION, ClockType.TARGET_SEARCH)
_RUNS = {"open": ClockType.TARGET_DECISION, "asked": ClockType.TARGET_DECISION, "search": ClockType.TARGET_SEARCH}
"""Which clock runs in which state; in the others none does."""
_OVER = ("target.let_go/1", "target.met/1", "target.found_elsewhere/1")


def register() -> None:
    """Register the handlers of these clocks."""
    for code in ("target.opened/1", "target.rescheduled/1", "target.search_decided/1", "target.let_go_asked/1", *_OVER):
        reactions.register(code, _changed)


def _changed(record: Record, entry: Entry) -> None:
    """End the clock that ran, and begin the one of the state the target is in now: it runs from the expected arrival,
    or from what was decided or asked later. One that runs already is left alone."""
    target = cast("Target", entry.on)
    code = entry.type.code
    kind = None if code in _OVER else _RUNS.get(target.state)
    ended: Sequence[ClockType] = [each for each in _OF_TARGETS if each is not kind or code == "target.rescheduled/1"]
    close(record, subject_ids=[target.id], clock_types=ended, by=code)
    if kind is None:
        return
    later = {"search": target.search_at, "asked": target.asked_at}.get(target.state)
    start = Start(
        subject_id=target.id,
        jurisdiction=settings.CUSTODY_JURISDICTION,
        started_at=target.expected_at if later is None else max(target.expected_at, later),
        zone=zone_of(None),
    )
    arm(record, clock_type=kind, starts=[start], subject_kind="target")
