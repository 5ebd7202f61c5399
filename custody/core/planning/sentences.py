"""Why a lot burns when it does, in one sentence; made from the plan itself, not from the rule it was made by.

A sentence is a template and its values: pages put it into the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from custody.core.planning.book import Booking, Lot, Piece, Plan, Slot, Unfilled, Waits, is_down
from custody.core.texts import said as _

REASON_WORDS: Mapping[Unfilled, str] = {
    Unfilled.FURNACE_DOWN: _("The furnace does not burn then"),
    Unfilled.FROZEN: _("It begins within 24 hours: only by hand"),
    Unfilled.NO_CREW: _("There is a load but no crew"),
    Unfilled.NO_ESCORT: _("There is a load but no escort"),
    Unfilled.KEPT: _("Its crew is kept for a fuller session"),
    Unfilled.NO_ORDER: _("What lies here has no order"),
    Unfilled.ON_HOLD: _("What lies here is held back"),
    Unfilled.NOT_READY: _("What lies here is not ready yet"),
    Unfilled.NOT_LICENSED: _("The furnace may not burn what is ready"),
    Unfilled.TOO_HEAVY: _("A unit is heavier than the session takes"),
    Unfilled.NO_LOAD: _("Nothing lies here"),
}
WHOLE: Mapping[str, str] = {
    "first": _("Burns {first}, the first session that can take it: number {rank} of {count} by risk per kilogram"),
    "ready": _("Burns {first}: it is not ready for an earlier session"),
    "full": _("Burns {first}: every earlier session is full with goods of a higher risk per kilogram"),
    "crew": _("Burns {first}: earlier sessions have no crew or escort"),
}
SPLIT: Mapping[str, str] = {
    "first": _("Burns in {sessions} sessions from {first} to {last}, the first that can take it: number {rank} of "
             "{count} by risk per kilogram"),
    "ready": _("Burns in {sessions} sessions from {first} to {last}: it is not ready for an earlier one"),
    "full": _("Burns in {sessions} sessions from {first} to {last}: every earlier one is full with goods of a higher "
            "risk per kilogram"),
    "crew": _("Burns in {sessions} sessions from {first} to {last}: earlier ones have no crew or escort"),
}
PARTLY = _(
    "Burns in {sessions} sessions from {first} to {last}; {units} of its units find no session within {days} days"
)
LEFT: Mapping[str, str] = {
    "full": _("Does not burn within {days} days: every session goes to goods of a higher risk per kilogram, or has no "
            "crew"),
    "heavy": _("Does not burn: a unit of it is heavier than any session takes. Have it repacked"),
    "licence": _("Does not burn: no furnace with a session is licensed for it"),
    "down": _("Does not burn within {days} days: the furnace is out of service at every session that could take it"),
    "slots": _("Does not burn within {days} days: no session is booked after it is ready"),
}
WAITING: Mapping[Waits, str] = {
    Waits.REPORT: _("Does not burn yet: its report, seal, weight or sample is missing. It is the turn of who has it"),
    Waits.ORDER: _("Does not burn yet: it waits for a destruction order. It is the turn of the case officer"),
    Waits.HOLD: _("Does not burn: a court holds it back"),
    Waits.DISCREPANCY: _("Does not burn: a discrepancy on it is open. It is the turn of the supervisor"),
    Waits.STORE: _("Does not burn yet: it left the burn it was checked for, and goes back in store first. It is the "
                   "turn of who has it"),
}
MOVE: Mapping[str, str] = {
    "planned": _("Move it before it burns {first}: its place was watched or attacked, or is known to others"),
    "left": _("Move it: its place was watched or attacked, or is known to others, and no session within {days} days "
              "takes all of it"),
    Waits.REPORT: _("Move it: its place was watched or attacked, or is known to others, and its report, seal, weight "
                    "or sample is missing"),
    Waits.ORDER: _("Move it: its place was watched or attacked, or is known to others, and it waits for a destruction "
                   "order"),
    Waits.HOLD: _("Move it: its place was watched or attacked, or is known to others, and a court holds it back"),
    Waits.DISCREPANCY: _("Move it: its place was watched or attacked, or is known to others, and a discrepancy on it "
                         "is open"),
    Waits.STORE: _("Move it: its place was watched or attacked, or is known to others, and it left the burn it was "
                   "checked for"),
}
GUARD: Mapping[str, str] = {
    "planned": _("Have it guarded or moved before it burns {first}: no camera or no alarm watches its place"),
    "left": _("Have it guarded or moved: no camera or no alarm watches its place, and no session within {days} days "
              "takes all of it"),
    Waits.REPORT: _("Have it guarded or moved: no camera or no alarm watches its place, and its report, seal, weight "
                    "or sample is missing"),
    Waits.ORDER: _("Have it guarded or moved: no camera or no alarm watches its place, and it waits for a destruction "
                   "order"),
    Waits.HOLD: _("Have it guarded or moved: no camera or no alarm watches its place, and a court holds it back"),
    Waits.DISCREPANCY: _("Have it guarded or moved: no camera or no alarm watches its place, and a discrepancy on it "
                         "is open"),
    Waits.STORE: _("Have it guarded or moved: no camera or no alarm watches its place, and it left the burn it was "
                   "checked for"),
}
"""What is said of a lot whose place is not safe: what must be done today comes before the day of the fire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Why a lot burns when it does. ``values`` hold whole numbers and moments; a page writes them its own way."""

    lot: Lot
    code: str
    template: str
    values: Mapping[str, int | datetime]


def sentences_of(plan: Plan) -> list[Sentence]:
    """Return one sentence for every lot of the book, the highest risk per kilogram first."""
    at = plan.book.at
    booked: dict[str, list[Booking]] = {}
    for each in plan.bookings:
        booked.setdefault(each.lot.key, []).append(each)
    left = {lot.key: pieces for lot, pieces in plan.left}
    lots = sorted(plan.book.lots, key=lambda lot: (-lot.risk_at(at), lot.seized_at, lot.key))
    ranks = {lot.key: place for place, lot in enumerate(lots, start=1)}
    said = (_sentence(plan, lot, booked.get(lot.key, []), left.get(lot.key, ()), rank=ranks[lot.key]) for lot in lots)
    return [_today(each) for each in said]


def _today(said: Sentence) -> Sentence:
    """Return the sentence, or what must be done before where the place of the lot is not safe."""
    lot = said.lot
    if not lot.in_danger and not lot.unwatched:
        return said
    words, code = (MOVE, "move") if lot.in_danger else (GUARD, "guard")
    booked = "planned" if said.code.startswith(("planned", "split")) else "left"
    case = booked if lot.waits is Waits.NOTHING else lot.waits
    return replace(said, code=f"{code}.{said.code}", template=words[case])


def _sentence(plan: Plan, lot: Lot, booked: list[Booking], left: tuple[Piece, ...], *, rank: int) -> Sentence:
    days = plan.book.horizon.days
    if lot.waits is not Waits.NOTHING:
        return Sentence(lot=lot, code=f"waits.{lot.waits}", template=WAITING[lot.waits], values={})
    if not booked:
        why = _why_left(plan, lot)
        return Sentence(lot=lot, code=f"left.{why}", template=LEFT[why], values={"days": days})
    values: dict[str, int | datetime] = {
        "sessions": len(booked), "first": booked[0].slot.starts_at, "last": booked[-1].slot.starts_at,
        "rank": rank, "count": len(plan.book.lots), "units": len(left), "days": days,
    }  # fmt: skip
    if left:
        return Sentence(lot=lot, code="partly", template=PARTLY, values=values)
    why = _why_not_before(plan, lot, booked[0].slot)
    words, code = (WHOLE, "planned") if len(booked) == 1 else (SPLIT, "split")
    return Sentence(lot=lot, code=f"{code}.{why}", template=words[why], values=values)


def _why_not_before(plan: Plan, lot: Lot, first: Slot) -> str:
    """Return why no slot before ``first`` has the lot: the last reason in the order of time is the one that binds."""
    full = {each.slot.key: each.slot for each in plan.bookings if each.slot.starts_at < first.starts_at}
    empty = [slot for slot, reason in plan.unfilled
             if reason in (Unfilled.NO_CREW, Unfilled.NO_ESCORT, Unfilled.KEPT) and slot.starts_at < first.starts_at]
    could = [slot for slot in full.values() if slot.may_burn(lot)]
    lacked = [slot for slot in empty if slot.may_burn(lot)]
    if lacked and (not could or lacked[-1].starts_at > could[-1].starts_at):
        return "crew"
    if could:
        return "full"
    return "ready" if full or empty else "first"


def _why_left(plan: Plan, lot: Lot) -> str:
    ahead = [slot for slot in plan.book.slots if plan.book.at < slot.starts_at <= plan.book.end]
    if ahead and not any(slot.is_licensed_for(lot) for slot in ahead):
        return "licence"
    open_to = [slot for slot in ahead if slot.may_burn(lot)]
    if not open_to:
        return "slots"
    if all(is_down(plan.book, slot) for slot in open_to):
        return "down"
    open_to = [slot for slot in open_to if not is_down(plan.book, slot)]
    return "heavy" if min(piece.mg for piece in lot.pieces) > max(slot.limit_mg for slot in open_to) else "full"
