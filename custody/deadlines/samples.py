"""The clocks of samples (R8): until one that was taken comes to where samples are kept, and until it is back from the
laboratory. Of the clocks of goods none is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.act import Basis
from custody.core.events import SAMPLE_TAKEN, UNIT_ARRIVED
from custody.core.lifecycle import CustodyState
from custody.deadlines.batches import together
from custody.deadlines.clocks import arm, close
from custody.deadlines.starts import starts_of
from custody.deadlines.types import ClockType
from custody.evidence.models import HandlingUnit
from custody.ledger import reactions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from custody.ledger.recording import Entry, Record

SAMPLE = "sample"
LABORATORY = "laboratory"


def register() -> None:
    """Register the handlers of what no clock of goods tells of."""
    reactions.register(SAMPLE_TAKEN.code, together(_taken))
    reactions.register(UNIT_ARRIVED.code, together(_arrived))


def rest(record: Record, units: Iterable[HandlingUnit], *, by: str) -> None:
    """Let the clocks of some samples run or end by where each is now; what is no sample is left out.

    One that is neither in a laboratory nor put in store is in somebody's hands, however it came there: it is to be
    brought within the term of an analysis, counted from when it was taken or carried out again. That it lies in a
    registry is the word of who carried it until somebody who keeps stores has put it there. One in a laboratory is to
    be back within the same term, whoever brought it. A replay and an opening record do not tell when one was brought,
    and let none run.
    """
    samples = {unit.id: unit for unit in units if unit.kind == SAMPLE}
    starts = starts_of(list(samples.values()), at=record.at)
    stored = {unit_id for unit_id, unit in samples.items() if unit.custody_state == CustodyState.STORED}
    back = [each.subject_id for each in starts if each.place_class != LABORATORY and each.subject_id in stored]
    close(record, subject_ids=back, clock_types=[ClockType.OUT_FOR_ANALYSIS], by=by)
    in_hand = [each for each in starts if each.place_class != LABORATORY and each.subject_id not in stored]
    brought = samples.keys() - {each.subject_id for each in in_hand}
    close(record, subject_ids=brought, clock_types=[ClockType.SAMPLE_IN_HAND], by=by)
    if record.act.basis not in (Basis.SCENARIO, Basis.OPENING):
        there = [each for each in starts if each.place_class == LABORATORY]
        arm(record, clock_type=ClockType.OUT_FOR_ANALYSIS, starts=there)
        arm(record, clock_type=ClockType.SAMPLE_IN_HAND, starts=in_hand)


def _taken(record: Record, entries: list[Entry]) -> None:
    ids = [UUID(str(entry.fields["sample_unit_id"])) for entry in entries]
    rest(record, HandlingUnit.objects.filter(id__in=ids).order_by("id"), by=entries[0].type.code)


def _arrived(record: Record, entries: list[Entry]) -> None:
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    rest(record, units.values(), by=entries[0].type.code)
