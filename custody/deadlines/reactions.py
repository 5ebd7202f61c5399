"""Which event starts and ends which clock.

Reactions run inside the transaction that records the event, so a clock can neither be forgotten nor outlive its
cause. They look at the rows as the act leaves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db import connection

from custody.core.act import Basis
from custody.core.lifecycle import GONE, AuthorityState, CustodyState, Family
from custody.deadlines import (
    checklists,
    clearances,
    exceptions,
    first_units,
    held,
    openings,
    owed,
    proposed,
    roads,
    samples,
    targets,
    unwatched,
)
from custody.deadlines.batches import together
from custody.deadlines.clocks import arm, close
from custody.deadlines.epochs import follow_holds
from custody.deadlines.starts import Start, places_of, starts_of, starts_of_seizures, storage_clock, zone_of
from custody.deadlines.types import COUNTS, STORAGE, ClockType
from custody.evidence.lists import STORE_KINDS
from custody.evidence.models import GuardPost, HandlingUnit, Seizure, Transfer, Weighing
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.facts import NO_JOURNEY, UNSWEPT
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import Inventory
    from custody.ledger.recording import Entry, Record

ENDED_OTHERWISE = (
    "unit.superseded/1", "unit.exchanged/1", "unit.returned/1", "unit.handed_over/1", "unit.consumed/1",
    "unit.disposed/1",
    "cargo.released/1", "unit.stolen/1", "unit.lost/1", "unit.destroyed_by_event/1",
)  # fmt: skip
_UNANSWERED = (AuthorityState.NONE, AuthorityState.REQUESTED)


def register() -> None:
    """Register the handlers of this room."""
    exceptions.register()
    checklists.register()
    targets.register()
    roads.register()
    samples.register()
    clearances.register()
    unwatched.register()
    first_units.register()
    held.register()
    proposed.register()
    owed.register()
    openings.register()
    for code, handle in {
        "unit.contained/1": _contained,
        "guard.posted/1": _guard_changed,
        "guard.relieved/1": _guard_changed,
        "extraction.started/1": _guard_changed,
        "extraction.interrupted/1": _guard_changed,
        "unit.released/1": _ended,
        "seizure.opened/1": _seizure_opened,
        "unit.registered/1": _registered,
        "unit.taken_out/1": _registered,
        "sweep.recorded/1": _swept,
        "discrepancy.opened/1": _brought_irregularly,
        "unit.stored/1": _stored,
        "unit.weighed/1": _weighed,
        "unit.departed/1": _departed,
        "emergency.departed/1": _departed,
        "unit.arrived/1": _arrived,
        "unit.placed/1": _placed,
        "unit.destroyed/1": _destroyed,
        **dict.fromkeys(ENDED_OTHERWISE, _destroyed),
        "transfer.offered/1": _offered,
        "transfer.commanded/1": _offered,
        "transfer.accepted/1": _answered,
        "transfer.refused/1": _answered,
        "transfer.cancelled/1": _answered,
        "order.verified/1": _authority_given,
        "order.refused/1": _authority_taken,
        "order.revoked/1": _authority_taken,
        "hold.placed/1": _authority_given,
        "hold.verified/1": _hold_changed,
        "hold.renewed/1": _hold_changed,
        "hold.lifted/1": _hold_lifted,
        "hold.lifted_beside/1": _hold_changed,
        "hold.lifted_with_order/1": _hold_changed,
    }.items():
        reactions.register(code, together(handle))
    # Other reactions ask for inventories: each is armed by itself, however many an act brings about.
    reactions.register("inventory.asked/1", _count_asked)
    reactions.register("inventory.signed/1", _count_signed)


def _units(entries: Sequence[Entry]) -> list[HandlingUnit]:
    """Return the units the events are told on, each once."""
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    return list(units.values())


def _transfers(entries: Sequence[Entry]) -> list[Transfer]:
    """Return the hand-overs the events are told on; the same events are also told on every unit."""
    return [entry.on for entry in entries if isinstance(entry.on, Transfer)]


def _is_goods(unit: HandlingUnit) -> bool:
    return unit.kind not in NOT_DRUGS


# --- conveyances ------------------------------------------------------------------------------------------


def _contained(record: Record, entries: list[Entry]) -> None:
    arm(record, clock_type=ClockType.STRIP, starts=starts_of(_units(entries), at=record.at))
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
    arm(record, clock_type=kind, starts=starts_of([conveyances[unit_id] for unit_id in sorted(alone)], at=record.at))


# --- goods ------------------------------------------------------------------------------------------------


def _seizure_opened(record: Record, entries: list[Entry]) -> None:
    """Let the clock of the order run from the official report: the seizure is its subject, whatever is found in it."""
    _await_order(record, [entry.on for entry in entries if isinstance(entry.on, Seizure)])


def _registered(record: Record, entries: list[Entry]) -> None:
    starts = starts_of([unit for unit in _units(entries) if _is_goods(unit)])
    unswept = {unit.id for unit in _units(entries) if unit.unswept}
    unusable = {unit.id for unit in _units(entries) if unit.neutralised}
    arm(record, clock_type=ClockType.TARGET_DESTRUCTION, starts=starts)
    usable = [start for start in starts if start.subject_id not in unusable]
    arm(record, clock_type=ClockType.NEUTRALISE, starts=usable)
    owed = [start for start in starts if start.subject_id in unswept]
    arm(record, clock_type=ClockType.SWEEP_OWED, starts=owed)


def _swept(record: Record, entries: list[Entry]) -> None:
    """Close the clock of what a sweep found clean: one that broke off says nothing, whatever was known before."""
    clear = _units([entry for entry in entries if entry.fields["result"] == "clear"])
    clean = {unit.id for unit in clear} - set(
        HandlingUnit.objects.filter(pk__in=[unit.id for unit in clear], unswept=True).values_list("id", flat=True)
    )
    close(record, subject_ids=clean, clock_types=[ClockType.SWEEP_OWED], by=entries[0].type.code)


def _brought_unswept(record: Record, entries: list[Entry]) -> None:
    """Let the clock of the sweep run for goods that came unswept to where only swept goods lie."""
    owed = [entry for entry in entries if entry.fields["discrepancy_kind"] == UNSWEPT]
    arm(record, clock_type=ClockType.SWEEP_OWED, starts=starts_of(_units(owed), at=record.at))


def _brought_irregularly(record: Record, entries: list[Entry]) -> None:
    """Let the clocks run that no act beside a discrepancy tells of: of the sweep, and of the storage of goods that were
    carried over into a store of another site and count as seized still."""
    _brought_unswept(record, entries)
    units = {unit.id: unit for unit in _units([each for each in entries if each.fields["found"] == NO_JOURNEY])}
    starts = starts_of([unit for unit in units.values() if unit.custody_state == CustodyState.SEIZED], at=record.at)
    in_store = [start for start in starts if start.place_class in STORE_KINDS]
    _let_store(record, units, in_store, by=entries[0].type.code)


def _stored(record: Record, entries: list[Entry]) -> None:
    units = {unit.id: unit for unit in _units(entries)}
    _came_to_rest(record, units.values(), by=entries[0].type.code)
    starts = starts_of(list(units.values()), at=record.at)
    _owe_weights(record, units, starts)
    _let_store(record, units, starts, by=entries[0].type.code)
    samples.rest(record, units.values(), by=entries[0].type.code)


def _let_store(record: Record, units: Mapping[UUID, HandlingUnit], starts: Sequence[Start], *, by: str) -> None:
    """Let the clock of the storage run for goods, each by where it lies, and no other of storage."""
    by_clock: dict[ClockType, list[Start]] = {}
    for start in starts:
        if _is_goods(units[start.subject_id]):
            by_clock.setdefault(storage_clock(start), []).append(start)
    for clock_type, those in by_clock.items():
        others = [each for each in STORAGE if each is not clock_type]
        close(record, subject_ids=[start.subject_id for start in those], clock_types=others, by=by)
        arm(record, clock_type=clock_type, starts=those)


def _owe_weights(record: Record, units: Mapping[UUID, HandlingUnit], starts: Sequence[Start]) -> None:
    """Let the clock of the weight run for goods that came into store and were never on a scale: the quay waits for
    none. A unit that was booked with the sum of what is in it was weighed. Stock from before the record owes it by the
    list it came with (``openings``)."""
    unweighed = {unit_id for unit_id, unit in units.items() if _is_goods(unit) and unit.gross_mg is None}
    if not unweighed or record.act.basis is Basis.OPENING:
        return
    weighed = Weighing.objects.filter(unit__in=unweighed, method="weighed").values_list("unit_id", flat=True)
    owed = unweighed - set(weighed)
    arm(
        record,
        clock_type=ClockType.WEIGHT_OWED,
        starts=[start for start in starts if start.subject_id in owed],
    )


def _weighed(record: Record, entries: list[Entry]) -> None:
    """Close the clock of the weight; an estimate does not pay what is owed."""
    done = {entry.on.id for entry in entries if entry.fields["method"] == "weighed"}
    close(record, subject_ids=done, clock_types=[ClockType.WEIGHT_OWED], by=entries[0].type.code)


def _departed(record: Record, entries: list[Entry]) -> None:
    units = _units(entries)
    starts = starts_of(units, at=record.at)
    carried = {unit.id for unit in units if unit.kind == samples.SAMPLE}
    close(record, subject_ids=[unit.id for unit in units], clock_types=STORAGE, by=entries[0].type.code)
    arm(record, clock_type=ClockType.TRANSIT, starts=starts)
    out = [start for start in starts if start.subject_id in carried]
    arm(record, clock_type=ClockType.OUT_FOR_ANALYSIS, starts=out)
    _guard_changed(record, entries)


def _arrived(record: Record, entries: list[Entry]) -> None:
    _came_to_rest(record, _units(entries), by=entries[0].type.code)
    _guard_changed(record, entries)


def _placed(record: Record, entries: list[Entry]) -> None:
    units = _units(entries)
    _move_clocks(units)
    samples.rest(record, units, by=entries[0].type.code)


def _came_to_rest(record: Record, units: Iterable[HandlingUnit], *, by: str) -> None:
    units = list(units)
    on_the_way = [ClockType.TRANSIT, ClockType.UNLOADING]
    close(record, subject_ids=[unit.id for unit in units], clock_types=on_the_way, by=by)
    _move_clocks(units)


def _move_clocks(units: Iterable[HandlingUnit]) -> None:
    """Let the running clocks say at which site their unit is: its people are told. The term stays as it was."""
    by_site: dict[UUID | None, list[UUID]] = {}
    for unit_id, place in places_of(unit.id for unit in units).items():
        by_site.setdefault(place.site_id, []).append(unit_id)
    for site_id, unit_ids in by_site.items():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE custody_clock SET site_id = %s WHERE subject_id = ANY (%s::uuid[]) AND closed_at IS NULL"
                " AND site_id IS DISTINCT FROM %s",
                [site_id, unit_ids, site_id],
            )


def _ended(record: Record, entries: list[Entry]) -> None:
    """Close every clock of units that are released or ash."""
    close(
        record, subject_ids=[unit.id for unit in _units(entries)], clock_types=list(ClockType), by=entries[0].type.code
    )


def _destroyed(record: Record, entries: list[Entry]) -> None:
    _ended(record, entries)
    _stop_awaiting(record, entries)


# --- hand-overs -------------------------------------------------------------------------------------------


def _offered(record: Record, entries: list[Entry]) -> None:
    transfers = {transfer.id for transfer in _transfers(entries)}
    # The first of the units says where the load lies: of the others nothing is asked.
    rows = HandlingUnit.objects.raw(
        "SELECT DISTINCT ON (l.transfer_id) u.*, l.transfer_id AS offered_in FROM custody_transferline l"
        " JOIN custody_handlingunit u ON u.id = l.unit_id WHERE l.transfer_id = ANY (%s::uuid[])"
        " ORDER BY l.transfer_id, l.unit_id",
        [list(transfers)],
    )
    first: dict[UUID, HandlingUnit] = {unit.offered_in: unit for unit in rows}  # type: ignore[attr-defined]
    where = {start.subject_id: start for start in starts_of(list(first.values()), at=record.at)}
    starts = [replace(where[first[transfer_id].id], subject_id=transfer_id) for transfer_id in sorted(transfers)]
    arm(record, clock_type=ClockType.ACCEPTANCE, starts=starts, subject_kind="transfer")


def _answered(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[transfer.id for transfer in _transfers(entries)],
        clock_types=[ClockType.ACCEPTANCE],
        by=entries[0].type.code,
    )


# --- inventories ------------------------------------------------------------------------------------------


def _count_asked(record: Record, entry: Entry) -> None:
    """Let the clock of an inventory run. One that is not announced names no site: its alert must not tell where."""
    inventory = cast("Inventory", entry.on)
    place = inventory.place
    start = Start(
        subject_id=inventory.id,
        jurisdiction=place.jurisdiction,
        started_at=record.at,
        place_class=place.kind,
        zone=zone_of(place),
        site_id=place.site_id if inventory.announced else None,
    )
    arm(record, clock_type=ClockType(inventory.clock_type), starts=[start], subject_kind="inventory")


def _count_signed(record: Record, entry: Entry) -> None:
    close(record, subject_ids=[entry.on.id], clock_types=COUNTS, by=entry.type.code)


# --- authority --------------------------------------------------------------------------------------------


def _authority_given(record: Record, entries: list[Entry]) -> None:
    """An order is verified or a hold placed: the authority has spoken on these units."""
    _stop_awaiting(record, entries)


def _authority_taken(record: Record, entries: list[Entry]) -> None:
    left = [unit for unit in _units(entries) if unit.authority_state == AuthorityState.NONE and not unit.is_gone]
    _await_order(record, list(Seizure.objects.filter(pk__in=_seizures_of(left))))


def _hold_changed(record: Record, entries: list[Entry]) -> None:
    moved = follow_holds({unit.id for unit in _units(entries)}, at=record.now, by=entries[0].type.code)
    record.ended.update(clock.subject_id for clock in moved)


def _hold_lifted(record: Record, entries: list[Entry]) -> None:
    _hold_changed(record, entries)
    _authority_taken(record, entries)


def _await_order(record: Record, seizures: Sequence[Seizure]) -> None:
    arm(record, clock_type=ClockType.ORDER_LATENCY, starts=starts_of_seizures(seizures, at=record.at),
        subject_kind="seizure")  # fmt: skip


def _stop_awaiting(record: Record, entries: list[Entry]) -> None:
    """Close the clock of the order for seizures of which no unit waits for the authority any more."""
    seizures = _seizures_of(_units(entries))
    waiting = (
        HandlingUnit.objects.filter(seizure__in=seizures, parent__isnull=True, authority_state__in=_UNANSWERED)
        .exclude(kind__in=NOT_DRUGS)
        .exclude(custody_state__in=sorted(GONE))
    )
    answered = seizures - set(waiting.values_list("seizure_id", flat=True))
    close(record, subject_ids=answered, clock_types=[ClockType.ORDER_LATENCY], by=entries[0].type.code)


def _seizures_of(units: Iterable[HandlingUnit]) -> set[UUID]:
    return {unit.seizure_id for unit in units if unit.seizure_id is not None}
