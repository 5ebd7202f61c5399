"""Clocks of a conveyance that was emptied: until two others have searched it once more and signed that it is clear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.lifecycle import CustodyState
from custody.deadlines.batches import together
from custody.deadlines.clocks import arm, close
from custody.deadlines.exceptions import OF_SIGNATURES
from custody.deadlines.starts import starts_of
from custody.deadlines.types import ClockType
from custody.evidence.models import HandlingUnit
from custody.evidence.selectors.clearance import cleared_among
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of these clocks."""
    reactions.register("extraction.ended/1", together(_emptied))
    reactions.register("extraction.resumed/1", together(_resumed))
    for code in ("clearance.searched/1", "signature.given/1"):
        reactions.register(code, together(_searched_again))


def _units(entries: Sequence[Entry]) -> list[HandlingUnit]:
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    return list(units.values())


def _emptied(record: Record, entries: list[Entry]) -> None:
    """Let the clock of the second search run for what was emptied; of the others only those of signatures run on."""
    units = _units(entries)
    others = [each for each in ClockType if each not in OF_SIGNATURES]
    close(record, subject_ids=[unit.id for unit in units], clock_types=others, by=entries[0].type.code)
    arm(record, clock_type=ClockType.CLEARANCE, starts=starts_of(units, at=record.at))


def _resumed(record: Record, entries: list[Entry]) -> None:
    """Let the clock of the stripping run once more."""
    units = _units(entries)
    close(record, subject_ids=[unit.id for unit in units], clock_types=[ClockType.CLEARANCE], by=entries[0].type.code)
    arm(record, clock_type=ClockType.STRIP, starts=starts_of(units, at=record.at))


def _searched_again(record: Record, entries: list[Entry]) -> None:
    """End the clock of the second search once both have signed that it is clear; let it run where one finds more."""
    units = [unit for unit in _units(entries) if unit.custody_state == CustodyState.EMPTIED]
    if not units:
        return
    clear = cleared_among(units)
    close(record, subject_ids=clear, clock_types=[ClockType.CLEARANCE], by=entries[0].type.code)
    waiting = [unit for unit in units if unit.id not in clear]
    arm(record, clock_type=ClockType.CLEARANCE, starts=starts_of(waiting, at=record.at))
