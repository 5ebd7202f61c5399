"""Clocks of what is looked for: it must be decided when it is expected, and stopped when it was to be searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from django.conf import settings

from custody.deadlines.clocks import arm, close
from custody.deadlines.models import Clock
from custody.deadlines.starts import Start, zone_of
from custody.deadlines.types import ClockType
from custody.ledger import reactions

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import Target
    from custody.ledger.recording import Entry, Record

_OF_TARGETS = (ClockType.TARGET_DECISION, ClockType.TARGET_SEARCH)
_RUNS = {"open": ClockType.TARGET_DECISION, "asked": ClockType.TARGET_DECISION, "search": ClockType.TARGET_SEARCH}
"""Which clock runs in which state; in the others none does."""
_OVER = ("target.let_go/1", "target.met/1", "target.found_elsewhere/1")


def register() -> None:
    """Register the handlers of these clocks."""
    for code in ("target.opened/1", "target.rescheduled/1", "target.search_decided/1", "target.let_go_asked/1",
                 "target.unlinked/1", *_OVER):
        reactions.register(code, _changed)


def _changed(record: Record, entry: Entry) -> None:
    """End the clock that ran, and begin the one of the state the target is in now: it runs from the expected arrival,
    or from when it was first decided to search it, where that came later. One that runs already is left alone."""
    target = cast("Target", entry.on)
    code = entry.type.code
    kind = None if code in _OVER else _RUNS.get(target.state)
    ended: Sequence[ClockType] = [each for each in _OF_TARGETS if each is not kind or code == "target.rescheduled/1"]
    close(record, subject_ids=[target.id], clock_types=ended, by=code)
    if kind is None:
        return
    # Who asks and who sends somebody, in turns, would begin both clocks anew for ever: each begins once.
    later = _first_begun(target, kind) if target.state == "search" else None
    start = Start(
        subject_id=target.id,
        jurisdiction=settings.CUSTODY_JURISDICTION,
        started_at=target.expected_at if later is None else max(target.expected_at, later),
        zone=zone_of(None),
    )
    arm(record, clock_type=kind, starts=[start], subject_kind="target")


def _first_begun(target: Target, kind: ClockType) -> datetime | None:
    """Return when the search was decided, or when its clock first began since two people last let the target go."""
    rows = Clock.objects.filter(subject_id=target.id, clock_type=kind)
    if target.let_go_at is not None:
        rows = rows.filter(started_at__gt=target.let_go_at)
    began = rows.order_by("started_at").values_list("started_at", flat=True).first()
    return min(filter(None, (began, target.search_at)), default=None)
