"""What this room does when it hears of an event: an entry made after the fact needs a second person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from custody.core.act import Basis
from custody.evidence.actions import signatures
from custody.evidence.models import HandlingUnit
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

LATE_AFTER = timedelta(minutes=15)
"""An entry that names an earlier time than this is late: a supervisor signs for it, and both times are shown."""
SIGNED_WHEN_LATE = (
    "unit.registered/1", "unit.weighed/1", "unit.stored/1", "unit.arrived/1", "unit.departed/1", "seal.applied/1",
    "seal.removed/1", "sampling.closed/1", "sweep.recorded/1", "extraction.started/1", "extraction.ended/1",
)  # fmt: skip


def register() -> None:
    """Register the handlers of this room."""
    for code in SIGNED_WHEN_LATE:
        reactions.register(code, _late)


def _late(record: Record, entry: Entry) -> None:
    """Ask for the signature of a supervisor, once for each unit of a late act."""
    if record.act.basis is not Basis.LATE or record.now - record.at <= LATE_AFTER:
        return
    unit = entry.on
    told = next(
        each for each in record.entries if each.on is unit and each.type.code in SIGNED_WHEN_LATE
    )
    if told is entry and isinstance(unit, HandlingUnit):
        signatures.owe(record, [unit], matter="late", about=entry.type.code, wanted=None)
