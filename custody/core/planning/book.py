"""What a plan is made of, and what it is: plain values, whole milligrams, whole seconds.

Exposure is counted per kilogram: milligrams x seconds x risk in percent, as one integer. Half a load burnt is half the
prize gone, and because of that a plan is compared to the last unit.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from custody.core.canonical import utc_text
from custody.core.planning.risk import LATE_PERCENT

FROZEN = timedelta(hours=24)
"""A slot that begins within this time changes by hand only: the crew was told."""
HORIZON = timedelta(days=30)
LEFT_OVER = timedelta(days=7)
"""What the plan leaves is counted as if it lay for this much longer than the horizon."""
SECOND = timedelta(seconds=1)


class Waits(StrEnum):
    """What a lot lacks before it may burn, and so whose turn it is."""

    NOTHING = "nothing"
    REPORT = "report"
    ORDER = "order"
    HOLD = "hold"
    DISCREPANCY = "discrepancy"
    STORE = "store"


class Unfilled(StrEnum):
    """Why a slot stays empty. Every empty slot has exactly one."""

    FURNACE_DOWN = "furnace_down"
    FROZEN = "frozen"
    NO_CREW = "no_crew"
    NO_ESCORT = "no_escort"
    KEPT = "kept"
    NO_ORDER = "no_order"
    ON_HOLD = "on_hold"
    NOT_READY = "not_ready"
    NOT_LICENSED = "not_licensed"
    TOO_HEAVY = "too_heavy"
    NO_LOAD = "no_load"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sealed unit: it burns whole."""

    key: str
    mg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Units that are alike: of one seizure, one substance, equally far on their way, and equally safe where they lie:
    ``in_danger`` says that something is known against their place, ``unwatched`` that no camera or alarm watches it."""

    key: str
    pieces: tuple[Piece, ...]
    risk: int
    seized_at: datetime
    ready_at: datetime
    substance: str = ""
    waits: Waits = Waits.NOTHING
    due_at: datetime | None = None
    in_danger: bool = False
    unwatched: bool = False

    @property
    def mg(self) -> int:
        """What all of it weighs."""
        return sum(piece.mg for piece in self.pieces)

    def risk_at(self, moment: datetime) -> int:
        """Return what a kilogram of it counts at a moment: more once its legal date is past."""
        return self.risk + (LATE_PERCENT if self.due_at is not None and self.due_at <= moment else 0)

    def cost(self, *, since: datetime, until: datetime) -> int:
        """Return what one milligram costs that lies from ``since`` to ``until``."""
        late = 0
        if self.due_at is not None and self.due_at < until:
            late = LATE_PERCENT * ((until - max(self.due_at, since)) // SECOND)
        return self.risk * ((until - since) // SECOND) + late


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A furnace at an hour. ``licensed`` says that it has a licence for that day, ``substances`` for what, nothing
    named: everything. ``taken_mg`` is what a burn that was planned before takes of it; ``None`` while it is free."""

    key: str
    facility: str
    starts_at: datetime
    limit_mg: int
    licensed: bool = True
    substances: frozenset[str] = frozenset()
    escorts: int = 1
    taken_mg: int | None = None

    def may_burn(self, lot: Lot) -> bool:
        """Say whether the furnace may take the lot and the lot is there in time."""
        return self.is_licensed_for(lot) and lot.waits is Waits.NOTHING and lot.ready_at <= self.starts_at

    def is_licensed_for(self, lot: Lot) -> bool:
        """Say whether the furnace is licensed for the substance of the lot."""
        return self.licensed and (not self.substances or lot.substance in self.substances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """How many crews and escorts there are for burns that start from ``begins_at`` to before ``ends_at``."""

    begins_at: datetime
    ends_at: datetime
    crews: int
    escorts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A furnace that does not burn from ``begins_at`` to before ``ends_at``."""

    facility: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything a plan is made from. The same book gives the same plan, to the byte."""

    at: datetime
    lots: tuple[Lot, ...] = ()
    slots: tuple[Slot, ...] = ()
    shifts: tuple[Shift, ...] = ()
    outages: tuple[Outage, ...] = ()
    frozen: timedelta = FROZEN
    horizon: timedelta = HORIZON

    @property
    def end(self) -> datetime:
        """When the horizon ends."""
        return self.at + self.horizon

    def digest(self) -> str:
        """Return a hash of the book: two plans with one digest were made from the same facts."""
        lots = [
            [lot.key, lot.risk, utc_text(lot.ready_at), lot.waits.value, lot.substance, lot.in_danger, lot.unwatched,
             "" if lot.due_at is None else utc_text(lot.due_at), [[piece.key, piece.mg] for piece in lot.pieces]]
            for lot in sorted(self.lots, key=lambda lot: lot.key)
        ]  # fmt: skip
        slots = [
            [slot.key, slot.facility, utc_text(slot.starts_at), slot.limit_mg, sorted(slot.substances), slot.licensed,
             slot.escorts, -1 if slot.taken_mg is None else slot.taken_mg]
            for slot in sorted(self.slots, key=lambda slot: slot.key)
        ]  # fmt: skip
        staff = sorted([utc_text(each.begins_at), utc_text(each.ends_at), each.crews, each.escorts]
                       for each in self.shifts)  # fmt: skip
        outages = sorted([each.facility, utc_text(each.begins_at), utc_text(each.ends_at)] for each in self.outages)
        told = {"at": utc_text(self.at), "lots": lots, "slots": slots, "shifts": staff, "outages": outages}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Units of one lot that burn in one slot."""

    slot: Slot
    lot: Lot
    pieces: tuple[Piece, ...]

    @property
    def mg(self) -> int:
        """What they weigh."""
        return sum(piece.mg for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What burns in which slot, why the other slots stay empty, and what it all costs."""

    layer: str
    book: Book
    bookings: tuple[Booking, ...]
    unfilled: tuple[tuple[Slot, Unfilled], ...]
    left: tuple[tuple[Lot, tuple[Piece, ...]], ...]
    """Lots, with those of their units that no slot within the horizon takes."""

    @property
    def exposure(self) -> int:
        """Milligrams x seconds x percent to come, of everything in the book."""
        begin, end = self.book.at, self.book.end + LEFT_OVER
        burnt = sum(each.mg * each.lot.cost(since=begin, until=each.slot.starts_at) for each in self.bookings)
        return burnt + sum(
            piece.mg * lot.cost(since=begin, until=end) for lot, pieces in self.left for piece in pieces
        )

    @property
    def time_to_zero(self) -> datetime | None:
        """When the last of what may burn is in the fire; ``None`` while the plan leaves some of it."""
        if any(lot.waits is Waits.NOTHING for lot, _ in self.left):
            return None
        return max((each.slot.starts_at for each in self.bookings), default=self.book.at)

    def sessions(self) -> list[tuple[Slot, list[Booking]]]:
        """Return the slots that are filled, the first one first, each with what burns in it."""
        found: dict[str, tuple[Slot, list[Booking]]] = {}
        for each in self.bookings:
            found.setdefault(each.slot.key, (each.slot, []))[1].append(each)
        return sorted(found.values(), key=lambda row: (row[0].starts_at, row[0].key))

    def reasons(self) -> dict[Unfilled, int]:
        """Return how many slots stay empty for each reason, the most frequent one first."""
        return dict(sorted(Counter(reason for _, reason in self.unfilled).items(), key=lambda row: (-row[1], row[0])))


def is_down(book: Book, slot: Slot) -> bool:
    """Say whether the furnace of a slot is out of service when the slot begins."""
    return any(
        outage.facility == slot.facility and outage.begins_at <= slot.starts_at < outage.ends_at
        for outage in book.outages
    )


def idle_exposure(book: Book) -> int:
    """Return the exposure to come if nothing burns at all, over the same time as ``Plan.exposure``."""
    return sum(lot.mg * lot.cost(since=book.at, until=book.end + LEFT_OVER) for lot in book.lots)


def better_of(rule: Plan, other: Plan) -> Plan:
    """Return ``other`` unless it costs more than ``rule``: no solver's plan is taken that the plain rule beats."""
    return rule if rule.exposure < other.exposure else other
