"""The layer ``rule``: slot by slot in the order of time, the highest risk per kilogram first.

Without deadlines, and with goods that can be divided, this order is the best there is (exchange argument). It needs no
solver, it is the same on every machine, and it is the check on every other layer.

Crews are scarcer than furnaces. Which of the slots of a shift get the crews is tried in two ways: the earliest slots,
and the slots that what is ready by then fills. The plan with the lower exposure is taken, the first one on a tie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from custody.core.planning.book import Book, Booking, Lot, Piece, Plan, Shift, Slot, Unfilled, Waits, is_down

Order = Callable[[Lot, datetime], tuple[int | datetime | str, ...]]
LAYER = "rule"
_DISTANT = timedelta(days=36_500)


def by_risk(lot: Lot, moment: datetime) -> tuple[int | datetime | str, ...]:
    """Sort the lot that is most worth stealing to the front; then the earliest deadline, then the oldest."""
    due = lot.due_at or lot.seized_at + _DISTANT
    return (-lot.risk_at(moment), due, lot.seized_at, lot.key)


def by_arrival(lot: Lot, moment: datetime) -> tuple[int | datetime | str, ...]:
    """Sort the lot that was seized first to the front: what a house does that has no plan."""
    return (lot.seized_at, lot.key)


def plan_by_rule(book: Book, *, order: Order = by_risk) -> Plan:
    """Return the plan of a book. Every slot to come is filled, was taken before, or is empty for one reason."""
    eager = _fill(book, order, patient=False)
    patient = _fill(book, order, patient=True)
    return patient if patient.exposure < eager.exposure else eager


@dataclass(slots=True)
class _State:
    """What is left while the slots are gone through."""

    lots: dict[str, list[Piece]]
    crews: dict[Shift, int]
    escorts: dict[Shift, int]
    bookings: list[Booking] = field(default_factory=list)
    unfilled: list[tuple[Slot, Unfilled]] = field(default_factory=list)


def _fill(book: Book, order: Order, *, patient: bool) -> Plan:
    ahead = (slot for slot in book.slots if book.at < slot.starts_at <= book.end)
    slots = sorted(ahead, key=lambda slot: (slot.starts_at, slot.key))
    state = _State(
        # The heaviest unit first: what is left of a session is filled with the small ones.
        lots={lot.key: sorted(lot.pieces, key=lambda piece: (-piece.mg, piece.key)) for lot in book.lots},
        crews={shift: shift.crews for shift in book.shifts},
        escorts={shift: shift.escorts for shift in book.shifts},
    )
    for slot in slots:
        if slot.taken_mg is not None and (shift := _shift(book, slot)) is not None:
            state.crews[shift] -= 1
            state.escorts[shift] -= slot.escorts
    free = [slot for slot in slots if slot.taken_mg is None]
    for place, slot in enumerate(free):
        chosen = _chosen(book, state, slot, order)
        reason = _refusal(book, state, slot, chosen, later=free[place + 1 :] if patient else [])
        if reason is not None:
            state.unfilled.append((slot, reason))
            continue
        shift = _shift(book, slot)
        assert shift is not None  # noqa: S101 - no shift is a refusal
        state.crews[shift] -= 1
        state.escorts[shift] -= slot.escorts
        for lot, pieces in chosen:
            state.bookings.append(Booking(slot=slot, lot=lot, pieces=pieces))
            taken = {piece.key for piece in pieces}
            state.lots[lot.key] = [piece for piece in state.lots[lot.key] if piece.key not in taken]
    left = [(lot, tuple(state.lots[lot.key])) for lot in sorted(book.lots, key=lambda lot: lot.key)]
    return Plan(
        layer=LAYER,
        book=book,
        bookings=tuple(state.bookings),
        unfilled=tuple(state.unfilled),
        left=tuple((lot, pieces) for lot, pieces in left if pieces),
    )


def _chosen(book: Book, state: _State, slot: Slot, order: Order) -> list[tuple[Lot, tuple[Piece, ...]]]:
    """Return what would go into a slot if it had a crew."""
    room = slot.limit_mg
    chosen = []
    lots = [lot for lot in book.lots if slot.may_burn(lot)]
    for lot in sorted(lots, key=lambda lot: order(lot, slot.starts_at)):
        pieces = []
        for piece in state.lots[lot.key]:
            if piece.mg <= room:
                pieces.append(piece)
                room -= piece.mg
        if pieces:
            chosen.append((lot, tuple(pieces)))
    return chosen


def _refusal(
    book: Book, state: _State, slot: Slot, chosen: list[tuple[Lot, tuple[Piece, ...]]], *, later: list[Slot]
) -> Unfilled | None:
    """Return why the slot stays empty, or ``None`` when it is filled. Nobody is blamed for a crew or a furnace that
    would have had nothing to do, except where the furnace is down or the slot is too near to change."""
    if is_down(book, slot):
        return Unfilled.FURNACE_DOWN
    if slot.starts_at < book.at + book.frozen:
        return Unfilled.FROZEN
    if not chosen:
        return _nothing(book, state, slot)
    shift = _shift(book, slot)
    if shift is None or state.crews[shift] < 1:
        return Unfilled.NO_CREW
    if state.escorts[shift] < slot.escorts:
        return Unfilled.NO_ESCORT
    filled = sum(piece.mg for _, pieces in chosen for piece in pieces)
    return Unfilled.KEPT if _is_kept(book, state, shift, filled, later) else None


def _nothing(book: Book, state: _State, slot: Slot) -> Unfilled:
    """Return why there is nothing to burn: what lies here and is not ready, whatever counts most first."""
    lying = [lot for lot in book.lots if state.lots[lot.key] and lot.seized_at <= slot.starts_at]
    ready = [lot for lot in lying if lot.waits is Waits.NOTHING and lot.ready_at <= slot.starts_at]
    if any(slot.is_licensed_for(lot) for lot in ready):
        return Unfilled.TOO_HEAVY
    if ready:
        return Unfilled.NOT_LICENSED
    waits = {lot.waits for lot in lying}
    if Waits.ORDER in waits:
        return Unfilled.NO_ORDER
    if waits & {Waits.HOLD, Waits.DISCREPANCY}:
        return Unfilled.ON_HOLD
    return Unfilled.NOT_READY if lying else Unfilled.NO_LOAD


def _is_kept(book: Book, state: _State, shift: Shift, filled: int, later: list[Slot]) -> bool:
    """Say whether the crew is kept for a fuller slot: so much becomes ready within this shift that without the crew
    the later slots could not take it, and there are more such slots than crews."""
    slots = [slot for slot in later if _shift(book, slot) == shift and not is_down(book, slot)]
    crews = state.crews[shift]
    if len(slots) < crews:
        return False
    most = max(slot.limit_mg for slot in slots)
    last = max(slot.starts_at for slot in slots)
    coming = sum(
        piece.mg
        for lot in book.lots
        if lot.waits is Waits.NOTHING and lot.ready_at <= last
        for piece in state.lots[lot.key]
    )
    return coming > (crews - 1) * most + filled


def _shift(book: Book, slot: Slot) -> Shift | None:
    return next((shift for shift in book.shifts if shift.begins_at <= slot.starts_at < shift.ends_at), None)
