"""Clocks of what was recorded as it was and is owed since: a seal on what left without one, and a count of what weighs
half a brick more or less, was counted by one person alone, or came into store and was counted by nobody, and of cash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.act import Basis
from custody.core.tolerance import is_half_a_package
from custody.deadlines.batches import together
from custody.deadlines.clocks import arm, close
from custody.deadlines.starts import starts_of
from custody.deadlines.types import ClockType
from custody.evidence.lists import STORE_KINDS
from custody.evidence.models import Count, HandlingUnit
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.counts import CASH, cash_uncounted, is_settled, never_counted
from custody.evidence.selectors.facts import unsealed_among
from custody.ledger import reactions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.ledger.recording import Entry, Record

_OLD = frozenset({Basis.SCENARIO, Basis.OPENING})
"""What is replayed, and what lay there before, is weighed and sealed by the people of that time."""
LEAVES = ("unit.departed/1", "emergency.departed/1", "unit.stored/1", "seal.removed/1", "operation.ended/1")
_BARE_BY_NATURE = frozenset(NOT_DRUGS) - {CASH}
"""What was seized beside the drugs bears no seal of ours, but for what somebody could take a part of."""
SEALS = ("seal.applied/1", "seal.replaced/1", "sampling.closed/1")


def register() -> None:
    """Register the handlers of these clocks."""
    for code in LEAVES:
        reactions.register(code, together(_left))
    for code in SEALS:
        reactions.register(code, together(_sealed))
    reactions.register("unit.stored/1", together(_stored))
    reactions.register("unit.placed/1", together(_cash_placed))
    reactions.register("unit.weighed/1", together(_weighed))
    reactions.register("discrepancy.opened/1", _differs)
    reactions.register("unit.counted/2", _counted)


def _left(record: Record, entries: list[Entry]) -> None:
    """Let the clock of the seal run for goods that left, came into store or came back, with nothing of ours that shows
    who opened them, or whose seal was taken off and no other put on. They do not wait for it: they are on the way.
    Cash is such goods as well."""
    if record.act.basis in _OLD:
        return
    goods = [unit for unit in _units(entries) if unit.kind not in _BARE_BY_NATURE and not unit.is_gone]
    bare = unsealed_among(goods)
    owed = [unit for unit in goods if unit.id in bare]
    arm(record, clock_type=ClockType.SEAL_OWED, starts=starts_of(owed, at=record.at))


def _stored(record: Record, entries: list[Entry]) -> None:
    """Owe a count of what came into store and nobody ever counted: how many bricks lie in it nobody could miss. Of cash
    a number that was said before is no count."""
    if record.act.basis in _OLD:
        return
    units = _units(entries)
    uncounted = [*never_counted(units), *cash_uncounted(units)]
    arm(record, clock_type=ClockType.COUNT_OWED, starts=starts_of(uncounted, at=record.at))


def _cash_placed(record: Record, entries: list[Entry]) -> None:
    """Owe the count of cash that lies in a store from the beginning, or was moved into one."""
    if record.act.basis in _OLD:
        return
    starts = starts_of(cash_uncounted(_units(entries)), at=record.at)
    in_store = [start for start in starts if start.place_class in STORE_KINDS]
    arm(record, clock_type=ClockType.COUNT_OWED, starts=in_store)


def _sealed(record: Record, entries: list[Entry]) -> None:
    units = [unit for unit in _units(entries) if unit.seal is not None]
    around = [unit.parent_id for unit in units if unit.parent_id is not None]
    outer = list(HandlingUnit.objects.filter(pk__in=around))
    done = {unit.id for unit in units} | ({unit.id for unit in outer} - unsealed_among(outer))
    close(record, subject_ids=done, clock_types=[ClockType.SEAL_OWED], by=entries[0].type.code)


def _weighed(record: Record, entries: list[Entry]) -> None:
    """Owe a count where the scale shows half a brick more or less, within the tolerance of a coarse scale too."""
    found = [each for each in entries if each.fields["expected_mg"] is not None]
    _owe(record, [each for each in found if _is_half(each, each.fields["gross_mg"] - each.fields["expected_mg"])])


def _differs(record: Record, entry: Entry) -> None:
    """Owe a count where half a brick is missing against all that was ever weighed, or of what was divided."""
    difference = entry.fields["difference_mg"]
    if entry.fields["discrepancy_kind"] == "weight" and difference is not None and _is_half(entry, difference):
        _owe(record, [entry])


def _counted(record: Record, entry: Entry) -> None:
    """End what is owed once two agree; one alone owes the count of another person."""
    unit = entry.on
    if is_settled(Count.objects.select_related("answers").get(pk=entry.fields["count_id"])):
        close(record, subject_ids=[unit.id], clock_types=[ClockType.COUNT_OWED], by=entry.type.code)
    elif isinstance(unit, HandlingUnit):
        arm(record, clock_type=ClockType.COUNT_OWED, starts=starts_of([unit], at=record.at))


def _is_half(entry: Entry, difference_mg: int) -> bool:
    """What was never counted holds no less than one brick of the least weight, where it holds packages at all."""
    unit = entry.on
    if not isinstance(unit, HandlingUnit):
        return False
    if unit.package_count is None and never_counted([unit]):
        return is_half_a_package(difference_mg, gross_mg=None, packages=1)
    return is_half_a_package(difference_mg, gross_mg=unit.gross_mg, packages=unit.package_count)


def _owe(record: Record, entries: Sequence[Entry]) -> None:
    """Let the clock run for what has packages to count and was not counted in this very act."""
    if record.act.basis in _OLD:
        return
    counted = {
        each.on.id
        for each in record.entries
        if each.type.code == "unit.weighed/1" and each.fields["package_count"] is not None
    }
    owed = [unit for unit in _units(entries) if unit.id not in counted]
    arm(record, clock_type=ClockType.COUNT_OWED, starts=starts_of(owed, at=record.at))


def _units(entries: Sequence[Entry]) -> list[HandlingUnit]:
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    return list(units.values())
