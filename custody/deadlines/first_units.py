"""The clock of a seizure in which nothing is registered yet: until its first unit.

A seizure that was opened and left is a form that somebody began and did not end, while the goods lie open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.deadlines.batches import together
from custody.deadlines.clocks import arm, close
from custody.deadlines.starts import starts_of_seizures
from custody.deadlines.types import ClockType
from custody.evidence.models import HandlingUnit, Seizure
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of this clock."""
    reactions.register("seizure.opened/1", together(_opened))
    reactions.register("unit.registered/1", together(_registered))
    reactions.register("seizure.closed/1", together(_closed))


def _opened(record: Record, entries: Sequence[Entry]) -> None:
    seizures = [entry.on for entry in entries if isinstance(entry.on, Seizure)]
    arm(record, clock_type=ClockType.FIRST_UNIT, starts=starts_of_seizures(seizures, at=record.at),
        subject_kind="seizure")  # fmt: skip


def _registered(record: Record, entries: Sequence[Entry]) -> None:
    units = [entry.on for entry in entries if isinstance(entry.on, HandlingUnit)]
    of = {unit.seizure_id for unit in units if unit.seizure_id is not None}
    close(record, subject_ids=of, clock_types=[ClockType.FIRST_UNIT], by=entries[0].type.code)


def _closed(record: Record, entries: Sequence[Entry]) -> None:
    of = {entry.on.id for entry in entries if isinstance(entry.on, Seizure)}
    close(record, subject_ids=of, clock_types=[ClockType.FIRST_UNIT], by=entries[0].type.code)
