"""The clock of a form that is held: until who signed it puts it right, or two set it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from custody.deadlines.clocks import arm, close
from custody.deadlines.starts import Start, zone_of
from custody.deadlines.types import ClockType
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

_ENDS = ("report.put_right/1", "report.set_aside/1")


def register() -> None:
    """Register the handlers of this clock."""
    reactions.register("report.held/1", _held)
    for code in _ENDS:
        reactions.register(code, _ended)


def _held(record: Record, entry: Entry) -> None:
    start = Start(subject_id=entry.on.id, jurisdiction=settings.CUSTODY_JURISDICTION, started_at=record.now,
                  zone=zone_of(None))  # fmt: skip
    arm(record, clock_type=ClockType.HELD_OWED, starts=[start], subject_kind="held")


def _ended(record: Record, entry: Entry) -> None:
    close(record, subject_ids=[entry.on.id], clock_types=[ClockType.HELD_OWED], by=entry.type.code)
