"""What this room does when it hears of an event: an entry made after the fact needs a second person, and after a loss,
a move or a change of keepers the place is counted. What it does for hot seizures is in ``hot_reactions.py``."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.core.act import Basis
from custody.core.errors import NotFound
from custody.core.events import UNIT_NEUTRALISED_3
from custody.core.inventories import TRIGGERS, Trigger
from custody.core.waivable import OVER_CAP, OVER_VALUE
from custody.evidence import hot_reactions
from custody.evidence.actions import inventory, laboratory, neutralise, overloading, signatures
from custody.evidence.lists import STORE_KINDS
from custody.evidence.locking import lock_place
from custody.evidence.models import HandlingUnit
from custody.evidence.placing import unseal_place
from custody.evidence.selectors.counting import last_kept, places_held_by, places_held_by_any, places_with
from custody.ledger import reactions
from custody.organisation.selectors import place_by_id, places

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from custody.evidence.models import Countersignature
    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Officer, Waiver

_OLD = frozenset({Basis.SCENARIO, Basis.OPENING})
"""What is replayed was counted long ago."""
LATE_AFTER = timedelta(minutes=15)
"""An entry that names an earlier time than this is late: a supervisor signs for it, and both times are shown."""
SIGNED_WHEN_LATE = (
    "unit.registered/1", "unit.weighed/1", "unit.stored/1", "unit.arrived/1", "unit.departed/1", "seal.applied/1",
    "seal.removed/1", "sampling.closed/1", "sweep.recorded/1", "extraction.started/1", "extraction.resumed/1",
    "extraction.ended/1",
)  # fmt: skip


MAKES_ROOM = (
    "unit.departed/1", "emergency.departed/1", "unit.stored/1", "unit.placed/1", "unit.arrived/1", "unit.destroyed/1",
    "unit.superseded/1", "unit.corrected/1", "unit.returned/1", "unit.handed_over/1", "unit.stolen/1", "unit.lost/1",
    "unit.disposed/1",
    "unit.destroyed_by_event/1", "waiver.decided/1",
)  # fmt: skip
"""After these a place may hold no more than it may, or be admitted to hold it."""


def register() -> None:
    """Register the handlers of this room."""
    for code in SIGNED_WHEN_LATE:
        reactions.register(code, _late)
    for code in MAKES_ROOM:
        reactions.register(code, _settle)
    reactions.register("unit.booked/1", _booked)
    reactions.register("unit.derived/2", laboratory.inherit)
    reactions.register("waiver.ended/1", _waiver_over)
    reactions.register("signature.given/1", _treatment_signed)
    for trigger in TRIGGERS:
        reactions.register(trigger.event, _count_asked_by(trigger))
    hot_reactions.register()


def _settle(record: Record, entry: Entry) -> None:
    """End what is owed for places that fit again, once for all events of a kind in an act."""
    if _is_first(record, entry) and record.act.basis not in _OLD:
        overloading.settle(record)


def _booked(record: Record, entry: Entry) -> None:
    """See whether the first weight of what lies in a place brings it over its limit."""
    if not _is_first(record, entry):
        return
    booked = [each.on.id for each in record.entries if each.type is entry.type]
    for placement in places_with(booked):
        place = place_by_id(place_id=unseal_place(placement.place_sealed, placement_id=placement.id))
        if place.cap_mg is not None or place.cap_eur is not None:
            overloading.note(record, lock_place(place), cause=entry.type.code)


def _treatment_signed(record: Record, entry: Entry) -> None:
    """Let what was treated count as unusable once both its witnesses have signed, once for all signatures of an act."""
    if not _is_first(record, entry):
        return
    signed = [each for each in record.entries if each.type is entry.type]
    about = [each.on for each in signed if cast("Countersignature", each.rows[0]).about == UNIT_NEUTRALISED_3.code]
    if about:
        neutralise.count_signed(record, list({unit.id: unit for unit in cast("list[HandlingUnit]", about)}.values()))


def _waiver_over(record: Record, entry: Entry) -> None:
    """Let the duty begin anew when the time of a waiver is over and what it admitted still lies there."""
    waiver = cast("Waiver", entry.on)
    if waiver.rule not in {OVER_CAP, OVER_VALUE} or entry.fields["outcome"] == "withdrawn":
        return
    with suppress(NotFound):  # asked for a place that this house has not, it admitted nothing
        overloading.note(record, lock_place(place_by_id(place_id=waiver.subject_id)), cause=entry.type.code)


def _is_first(record: Record, entry: Entry) -> bool:
    return next(each for each in record.entries if each.type is entry.type) is entry


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


def _count_asked_by(trigger: Trigger) -> Callable[[Record, Entry], None]:
    """Return a handler that asks for the inventories of a trigger, once for all events of its code in an act."""

    def handler(record: Record, entry: Entry) -> None:
        if not _is_first(record, entry) or record.act.basis in _OLD:
            return
        together = [each for each in record.entries if each.type is entry.type]
        if len(together) < trigger.least_units:
            return
        for place_id, entries in _places_of(together, trigger).items():
            if len(entries) >= trigger.least_units:
                inventory.ask_after(
                    record, place_by_id(place_id=place_id), trigger=trigger, cause_id=entries[0].on.id
                )

    return handler


def _held_by_last_keeper(unit: HandlingUnit, stores: Collection[UUID]) -> set[UUID]:
    """Return the stores where something lies of the last known custodian of a unit that itself lies nowhere by the
    books: what is missing on the road or in the hand is counted among what they hold."""
    for people in last_kept(unit):
        lying = places_held_by_any(people)
        found = {unseal_place(each.place_sealed, placement_id=each.id) for each in lying} & set(stores)
        if found:
            return found
    return set()


def _places_of(entries: Sequence[Entry], trigger: Trigger) -> dict[UUID, list[Entry]]:
    """Return the stores to be counted, in one order everywhere, with the events that ask for it."""
    out: dict[UUID, list[Entry]] = defaultdict(list)
    if trigger.where == "unit":
        for placement in places_with(entry.on.id for entry in entries):
            out[unseal_place(placement.place_sealed, placement_id=placement.id)] = list(entries)
    for entry in entries:
        if trigger.where == "held":
            for placement in places_held_by(cast("Officer", entry.on)):
                out[unseal_place(placement.place_sealed, placement_id=placement.id)].append(entry)
        elif entry.fields.get(trigger.where):
            out[UUID(entry.fields[trigger.where])].append(entry)
    stores = {place.id for place in places(kinds=STORE_KINDS)}
    if trigger.where == "place_id":
        for entry in entries:
            if not entry.fields.get("place_id") and isinstance(entry.on, HandlingUnit):
                for place_id in _held_by_last_keeper(entry.on, stores):
                    out[place_id].append(entry)
    return {place_id: out[place_id] for place_id in sorted(out) if place_id in stores}
