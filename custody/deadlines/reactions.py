"""Which event starts and ends which clock.

Reactions run inside the transaction that records the event, so a clock can neither be forgotten nor outlive its cause.
"""

from __future__ import annotations

from uuid import UUID

from custody.core.events import native
from custody.core.lifecycle import CustodyState, Family
from custody.deadlines.clocks import arm, close
from custody.deadlines.types import ClockType
from custody.evidence.models import GuardPost, HandlingUnit
from custody.ledger import reactions
from custody.ledger.recording import Entry, Record

_GOODS = (ClockType.TARGET_DESTRUCTION, ClockType.MAX_STORAGE)
_CONVEYANCE = (ClockType.STRIP, ClockType.GUARD_COVER)
_SAMPLE = "sample"


def register() -> None:
    """Register the handlers of this room."""
    for code, handler in {
        "unit.contained/1": _contained,
        "guard.posted/1": _guarded,
        "guard.relieved/1": _unguarded,
        "extraction.ended/1": _emptied,
        "unit.released/1": _emptied,
        "unit.registered/1": _registered,
        "unit.stored/1": _stored,
        "unit.departed/1": _departed,
        "unit.destroyed/1": _destroyed,
        "transfer.offered/1": _offered,
        "transfer.accepted/1": _answered,
        "transfer.refused/1": _answered,
        "transfer.cancelled/1": _answered,
    }.items():
        reactions.register(code, handler)


def _unit(entry: Entry) -> HandlingUnit:
    assert isinstance(entry.on, HandlingUnit)  # noqa: S101 - these events are written on units only
    return entry.on


def _start(record: Record, entry: Entry, clock_type: ClockType) -> None:
    unit = _unit(entry)
    started_at = unit.seized_at if clock_type is ClockType.TARGET_DESTRUCTION and unit.seized_at else record.at
    arm(record, clock_type=clock_type, subject_kind="unit", subject_id=unit.id, jurisdiction=unit.jurisdiction,
        started_at=started_at)


def _contained(record: Record, entry: Entry) -> None:
    _start(record, entry, ClockType.STRIP)
    _start(record, entry, ClockType.GUARD_COVER)


def _guarded(record: Record, entry: Entry) -> None:
    close(record, subject_id=_unit(entry).id, clock_types=(ClockType.GUARD_COVER,), by=entry.type.code)


def _unguarded(record: Record, entry: Entry) -> None:
    unit = _unit(entry)
    guarded = GuardPost.objects.filter(unit=unit, relieved_at__isnull=True).exists()
    if not guarded and unit.family is Family.CONVEYANCE and unit.custody_state == CustodyState.CONTAINED:
        _start(record, entry, ClockType.GUARD_COVER)


def _emptied(record: Record, entry: Entry) -> None:
    close(record, subject_id=_unit(entry).id, clock_types=_CONVEYANCE, by=entry.type.code)


def _registered(record: Record, entry: Entry) -> None:
    if _unit(entry).kind != _SAMPLE:
        _start(record, entry, ClockType.TARGET_DESTRUCTION)


def _stored(record: Record, entry: Entry) -> None:
    if _unit(entry).kind != _SAMPLE:
        _start(record, entry, ClockType.MAX_STORAGE)


def _departed(record: Record, entry: Entry) -> None:
    close(record, subject_id=_unit(entry).id, clock_types=(ClockType.MAX_STORAGE,), by=entry.type.code)


def _destroyed(record: Record, entry: Entry) -> None:
    close(record, subject_id=_unit(entry).id, clock_types=_GOODS, by=entry.type.code)


def _transfer_id(entry: Entry) -> UUID | None:
    """Return the transfer when the event is told on the transfer's own stream, so that a clock starts once."""
    transfer_id = native(entry.type.fields["transfer_id"], entry.fields["transfer_id"])
    return transfer_id if isinstance(transfer_id, UUID) and transfer_id == entry.on.id else None


def _offered(record: Record, entry: Entry) -> None:
    transfer_id = _transfer_id(entry)
    if transfer_id is not None:
        jurisdiction = HandlingUnit.objects.filter(
            transfer_lines__transfer_id=transfer_id
        ).values_list("jurisdiction", flat=True).first()
        if jurisdiction is not None:
            arm(record, clock_type=ClockType.ACCEPTANCE, subject_kind="transfer", subject_id=transfer_id,
                jurisdiction=jurisdiction, started_at=record.at)


def _answered(record: Record, entry: Entry) -> None:
    transfer_id = _transfer_id(entry)
    if transfer_id is not None:
        close(record, subject_id=transfer_id, clock_types=(ClockType.ACCEPTANCE,), by=entry.type.code)
