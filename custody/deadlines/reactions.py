"""Which event starts and ends which clock.

Reactions run inside the transaction that records the event, so a clock can neither be forgotten nor outlive its
cause. They look at the rows as the act leaves them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.lifecycle import CustodyState, Family
from custody.deadlines.batches import together
from custody.deadlines.clocks import Start, arm, close
from custody.deadlines.types import ClockType
from custody.evidence.models import GuardPost, HandlingUnit, Transfer, TransferLine
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

SAMPLE = "sample"
"""Samples are evidence to be kept: neither the aim to burn nor the limit of the store is theirs."""


def register() -> None:
    """Register the handlers of this room."""
    for code, handle in {
        "unit.contained/1": _contained,
        "guard.posted/1": _guard_changed,
        "guard.relieved/1": _guard_changed,
        "extraction.started/1": _guard_changed,
        "extraction.interrupted/1": _guard_changed,
        "extraction.ended/1": _ended,
        "unit.released/1": _ended,
        "unit.registered/1": _registered,
        "unit.stored/1": _stored,
        "unit.departed/1": _departed,
        "unit.arrived/1": _guard_changed,
        "unit.destroyed/1": _ended,
        "transfer.offered/1": _offered,
        "transfer.accepted/1": _answered,
        "transfer.refused/1": _answered,
        "transfer.cancelled/1": _answered,
    }.items():
        reactions.register(code, together(handle))


def _units(entries: Sequence[Entry]) -> list[HandlingUnit]:
    """Return the units the events are told on, each once."""
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    return list(units.values())


def _transfers(entries: Sequence[Entry]) -> list[Transfer]:
    """Return the hand-overs the events are told on; the same events are also told on every unit."""
    return [entry.on for entry in entries if isinstance(entry.on, Transfer)]


def _from_now(record: Record, units: Sequence[HandlingUnit]) -> list[Start]:
    """Return starts at the time of the fact."""
    return [Start(subject_id=unit.id, jurisdiction=unit.jurisdiction, started_at=record.at) for unit in units]


def _is_goods(unit: HandlingUnit) -> bool:
    return unit.family is Family.GOODS and unit.kind != SAMPLE


def _contained(record: Record, entries: list[Entry]) -> None:
    arm(record, clock_type=ClockType.STRIP, starts=_from_now(record, _units(entries)))
    _guard_changed(record, entries)


def _guard_changed(record: Record, entries: list[Entry]) -> None:
    """Let the clock of a missing guard run for a closed conveyance that nobody stands at, and for no other."""
    conveyances = {unit.id: unit for unit in _units(entries) if unit.family is Family.CONVEYANCE}
    if not conveyances:
        return
    guarded = set(
        GuardPost.objects.filter(unit__in=conveyances, relieved_at__isnull=True).values_list("unit_id", flat=True)
    )
    alone = {
        unit.id
        for unit in conveyances.values()
        if unit.custody_state == CustodyState.CONTAINED and unit.id not in guarded
    }
    kind = ClockType.GUARD_COVER
    close(record, subject_ids=conveyances.keys() - alone, clock_types=[kind], by=entries[0].type.code)
    arm(record, clock_type=kind, starts=_from_now(record, [conveyances[unit_id] for unit_id in sorted(alone)]))


def _registered(record: Record, entries: list[Entry]) -> None:
    starts = [
        Start(subject_id=unit.id, jurisdiction=unit.jurisdiction, started_at=unit.seized_at or record.at)
        for unit in _units(entries)
        if _is_goods(unit)
    ]
    arm(record, clock_type=ClockType.TARGET_DESTRUCTION, starts=starts)


def _stored(record: Record, entries: list[Entry]) -> None:
    goods = [unit for unit in _units(entries) if _is_goods(unit)]
    arm(record, clock_type=ClockType.MAX_STORAGE, starts=_from_now(record, goods))


def _departed(record: Record, entries: list[Entry]) -> None:
    units = _units(entries)
    close(
        record,
        subject_ids=[unit.id for unit in units],
        clock_types=[ClockType.MAX_STORAGE],
        by=entries[0].type.code,
    )
    _guard_changed(record, entries)


def _ended(record: Record, entries: list[Entry]) -> None:
    """Close every clock of units that are emptied, released or ash."""
    close(
        record, subject_ids=[unit.id for unit in _units(entries)], clock_types=list(ClockType), by=entries[0].type.code
    )


def _offered(record: Record, entries: list[Entry]) -> None:
    transfers = {transfer.id for transfer in _transfers(entries)}
    where = dict(TransferLine.objects.filter(transfer__in=transfers).values_list("transfer_id", "unit__jurisdiction"))
    starts = [
        Start(subject_id=transfer_id, jurisdiction=where[transfer_id], started_at=record.at)
        for transfer_id in sorted(transfers)
    ]
    arm(record, clock_type=ClockType.ACCEPTANCE, starts=starts, subject_kind="transfer")


def _answered(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[transfer.id for transfer in _transfers(entries)],
        clock_types=[ClockType.ACCEPTANCE],
        by=entries[0].type.code,
    )
