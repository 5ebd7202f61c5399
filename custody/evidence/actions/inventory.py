"""Inventories: asked for, counted blind by two from outside, signed. What differs is a discrepancy on the spot."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.clock_kinds import ClockType
from custody.core.errors import InvalidInput, NotFound
from custody.core.events import (
    INVENTORY_ASKED,
    INVENTORY_COUNTED,
    INVENTORY_FOUND_3,
    INVENTORY_OPENED,
    INVENTORY_SIGNED,
)
from custody.core.identifiers import parse_label, parse_seal_number
from custody.core.inventories import Period, Trigger, inside_percent, sample_size
from custody.core.lifecycle import COMES_BACK, CustodyState
from custody.core.texts import kept
from custody.evidence import entries, lists, policies
from custody.evidence.actions import moved_in_count, search_steps, signatures, steps, weights
from custody.evidence.actions.readings import check_read_again
from custody.evidence.counting import permissions
from custody.evidence.counting import policies as counting_policies
from custody.evidence.entries import Reading
from custody.evidence.locking import lock_place, lock_unit_and_outermost, lock_units
from custody.evidence.models import HandlingUnit, Inventory, InventoryLine
from custody.evidence.selectors import counting
from custody.evidence.selectors.disputes import LIES_HERE
from custody.evidence.selectors.opening import opening_missing, opening_outcome
from custody.evidence.selectors.places import place_now
from custody.evidence.selectors.recovered import came_back_as
from custody.evidence.stocklist import KINDS
from custody.ledger.recording import recording
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role
from custody.organisation.selectors import officer_by_badge, place_by_code_word, place_by_id

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record
    from custody.organisation.models import Place

BURNT = kept("recorded as burnt")
_BOOKED_AS = {
    CustodyState.DESTROYED: BURNT,
    CustodyState.RECONCILED: BURNT,
    CustodyState.HANDED_OVER: kept("recorded as handed over"),
    CustodyState.RETURNED: kept("recorded as given back"),
    CustodyState.DISPOSED: kept("recorded as gone to waste"),
    **dict.fromkeys(COMES_BACK, kept("recorded as gone")),
}
"""As a discrepancy tells them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What was read off one thing."""

    seal: str | None
    count: int | None
    gross_mg: int | None
    scale: str | None
    packaging_whole: bool | None
    found_in_time: bool | None


def ask_inventory(*, act: Act, place: str, kind: str, percent: int = 100) -> Inventory:
    """Ask that a place (a code word) is counted, and return the inventory. Its clock begins.

    ``kind`` is ``scheduled``, ``random`` or ``unannounced``; the last two are hidden from custodians until they begin.

    Who: who plans; what is hidden is asked for by who may know of it. When: the place is a store, and a tenth of it at
    least is counted. Appends ``inventory.asked/1``.
    """
    permissions.check_can_ask(act.actor)
    where = place_by_code_word(code_word=place)
    counting_policies.check_asked(where, kind=kind, percent=percent)
    announced = kind == "scheduled"
    permissions.check_can_hide(act.actor, announced=announced)
    with recording(act, authorises=True) as record:
        inventory = _ask(record, where, kind=kind, percent=percent, announced=announced, clock=_term(announced))
        record.result = {"inventory": str(inventory.id)}
    return inventory


def ask_periodic(*, act: Act, place_id: UUID, period: Period) -> Inventory:
    """Ask for the inventory that comes round by itself, and return it.

    Who: the engine. When: always. Appends ``inventory.asked/1``.
    """
    check_holds_role(act.actor, Role.ENGINE)
    with recording(act, authorises=True) as record:
        where = lock_place(place_by_id(place_id=place_id))
        inventory = _ask(
            record, where, kind=period.kind, percent=period.percent, announced=period.announced,
            clock=_term(period.announced),
        )  # fmt: skip
        record.result = {"inventory": str(inventory.id)}
    return inventory


def ask_after(record: Record, place: Place, *, trigger: Trigger, cause_id: UUID) -> Inventory | None:
    """Ask for the inventory that an event brings about; ``None`` where the same waits in the place already.

    A step of the reaction to the event. Appends ``inventory.asked/1``.
    """
    waiting = Inventory.objects.filter(place=place, state="asked", percent__gte=trigger.percent, kind="event")
    if waiting.filter(clock_type=trigger.clock).exists():
        return None
    return _ask(
        record, place, kind="event", percent=trigger.percent, announced=True, clock=trigger.clock,
        cause=trigger.event, cause_id=cause_id,
    )  # fmt: skip


def open_inventory(*, act: Act, inventory_id: UUID, second_badge: str) -> Inventory:
    """Begin to count with a second person, and return the inventory. From now on custodians know of it.

    One that covers a part of the place draws the labels to look for now, so that nobody can foretell them; after a move
    it looks for everything, and draws of which units what is inside is counted too.

    One that was left half is taken over the same way, and starts blank: what was found before stays in the record,
    unseen by the two who begin now, and counts for nothing. The labels that were drawn stay drawn.

    Who: two from outside the chain of everything that lies there. When: it waits, or it was left: one of its two serves
    no more, or a day has passed; and nobody else counts there. Appends ``inventory.opened/1``.
    """
    second = officer_by_badge(badge=second_badge, field="second_badge")
    with recording(act) as record:
        inventory = locked(inventory_id)
        place = lock_place(inventory.place)
        others = Inventory.objects.filter(place=place, state__in=["open", "counted"]).exclude(pk=inventory.pk).exists()
        permissions.check_can_open(
            act.actor, inventory, second=second, chain=counting.chain_of_place(place), others=others, at=record.now
        )
        inventory.state, inventory.counter, inventory.second = "open", act.actor, second
        if inventory.opened_at is None and not inventory.drawn:
            inventory.drawn = _draw(place, inventory)
        inventory.opened_at, inventory.counted_at = record.now, None
        inventory.save(update_fields=["state", "counter", "second", "opened_at", "counted_at", "drawn"])
        record.append(
            INVENTORY_OPENED, on=inventory, opened_at=record.now, drawn=inventory.drawn, counter=act.actor.pseudonym,
            second=second.pseudonym,
        )  # fmt: skip
        record.result = {"inventory": str(inventory.id)}
    return inventory


def record_found(
    *,
    act: Act,
    inventory_id: UUID,
    label: str,
    seal_seen: str | None = None,
    package_count: int | None = None,
    gross_mg: int | None = None,
    scale: str | None = None,
    kind_seen: str | None = None,
    packaging_whole: bool | None = None,
    found_in_time: bool | None = None,
) -> InventoryLine:
    """Write down one thing that lies there, as it is read and counted, and return the line.

    A seal, a count or a place that is not that of the books, packaging that is not whole, and what was looked for and
    not found within five minutes (R22), opens a discrepancy at once, which freezes the unit; the
    two who count are not told. ``seal_seen`` is ``None`` for a seal that is missing or damaged. What was weighed, on a
    scale (its code), is a weighing like any other, witnessed by the other of the two. ``kind_seen`` says what kind of
    thing it is: of what stands on no list nobody else can.

    Who: one of the two who count. When: the inventory is open and the label was not found yet; another seal was
    read twice; what is inside was counted or weighed where the label was drawn for that. Appends
    ``inventory.found/3``, ``unit.weighed/1`` for what was weighed, and ``discrepancy.opened/1`` for each
    difference. Another seal is recorded and read again first: ``seal.misread/1``.
    """
    try:
        code = parse_label(label)
    except InvalidInput as refusal:
        raise steps.on_field(refusal, "label") from None
    count = entries.clean_count(package_count)
    seal = _seal_as_read(seal_seen)
    kind = entries.one_of(kind_seen or None, KINDS, field="kind_seen")
    if gross_mg is not None:
        entries.check_mass(gross_mg)
    with recording(act) as record:
        inventory = locked(inventory_id)
        permissions.check_can_find(act.actor, inventory)
        known = counting.lines_of(inventory).filter(label=code).values_list("label", flat=True)
        counting_policies.check_line_new(code, list(known))
        counting_policies.check_inside(inventory, code, count=count, gross_mg=gross_mg)
        seen = _Seen(
            seal=seal, count=count, gross_mg=gross_mg, scale=scale, packaging_whole=packaging_whole,
            found_in_time=found_in_time,
        )  # fmt: skip
        unit, outcome = _compare(record, inventory, code, seen)
        line = InventoryLine(
            inventory=inventory, stream_id=inventory.stream_id, label=code, unit=unit, seal_seen=seal,
            package_count=count, gross_mg=gross_mg, kind_seen=kind, packaging_whole=packaging_whole,
            found_in_time=found_in_time, outcome=outcome, found_by=act.actor, found_at=record.now,
        )  # fmt: skip
        line.save(force_insert=True)
        record.append(
            INVENTORY_FOUND_3, on=inventory, rows=[line], line_id=line.id, found_at=record.now, label=code,
            unit_id=None if unit is None else unit.id, seal_seen=seal, package_count=count, gross_mg=gross_mg,
            kind_seen=kind, packaging_whole=packaging_whole, found_in_time=found_in_time, outcome=outcome,
            found_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"inventory": str(inventory.id), "line": str(line.id)}
    return line


def finish_inventory(*, act: Act, inventory_id: UUID) -> Inventory:
    """Say that everything was counted, and return the inventory. Nothing can be added any more.

    Who: who began it. When: it is open. Appends ``inventory.counted/1``.
    """
    with recording(act) as record:
        inventory = locked(inventory_id)
        permissions.check_can_finish(act.actor, inventory)
        inventory.state, inventory.counted_at = "counted", record.now
        inventory.save(update_fields=["state", "counted_at"])
        record.append(INVENTORY_COUNTED, on=inventory, counted_at=record.now)
        record.result = {"inventory": str(inventory.id)}
    return inventory


def sign_inventory(*, act: Act, inventory_id: UUID) -> Inventory:
    """Sign the inventory as the second of the two, and return it. What was not found is missing from now on.

    What came or left while it was counted is no difference. What was searched for and was read there is found.

    Who: the second person, with an own sign-in. When: it is counted. Appends ``unit.unlocated/1`` and
    ``discrepancy.opened/1`` for each unit that was not found, ``unit.found/1``, ``signature.given/1`` where the two saw
    what one person moved, and ``inventory.signed/1``.
    """
    with recording(act) as record:
        inventory = locked(inventory_id)
        permissions.check_can_sign(act.actor, inventory)
        lines = list(counting.lines_of(inventory))
        found = {line.unit_id for line in lines}
        moved = [row.unit for row in moved_in_count.sights_in(inventory, lines)]
        seen = [line.unit.id for line in counting.searched_for(inventory) if line.unit]
        not_found = [unit.id for unit in _looked_for(inventory) if unit.id not in found]
        locked_now = {unit.id: unit for unit in lock_units({*(unit.id for unit in moved), *seen, *not_found})}
        missing = [unit for unit in _looked_for(inventory) if unit.id not in found]
        signatures.give(record, moved_in_count.sights_in(inventory, lines))
        search_steps.miss(record, missing, by=act.actor)
        search_steps.see_again(record, inventory, locked_now)
        inventory.state, inventory.signed_at = "signed", record.now
        absent = len(missing) + opening_missing(inventory, {line.label for line in lines})
        inventory.found, inventory.missing = len(lines), absent
        inventory.differences = absent + sum(line.outcome != "agrees" for line in lines)
        inventory.save(update_fields=["state", "signed_at", "found", "missing", "differences"])
        record.append(
            INVENTORY_SIGNED, on=inventory, signed_at=record.now, found=inventory.found, missing=inventory.missing,
            differences=inventory.differences, signed_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"inventory": str(inventory.id)}
    return inventory


def ask_opening(record: Record, place: Place) -> Inventory:
    """Ask for the blind count of stock from before the record. A step of its import. Appends ``inventory.asked/1``."""
    return _ask(record, place, kind="opening", percent=100, announced=True, clock=ClockType.COUNT_PLANNED)


def _ask(
    record: Record,
    place: Place,
    *,
    kind: str,
    percent: int,
    announced: bool,
    clock: ClockType,
    cause: str | None = None,
    cause_id: UUID | None = None,
) -> Inventory:
    inventory = Inventory(
        place=place, kind=kind, percent=percent, announced=announced, cause=cause, cause_id=cause_id,
        clock_type=clock.value, asked_by=record.act.actor, asked_at=record.now,
    )  # fmt: skip
    inventory.stream_id = record.open_stream(kind="inventory", ref=inventory.id)
    inventory.save(force_insert=True)
    record.append(
        INVENTORY_ASKED, on=inventory, inventory_id=inventory.id, place_id=place.id, reason_kind=kind, percent=percent,
        announced=announced, cause=cause, cause_id=cause_id, clock_type=clock.value, asked_at=record.now,
        asked_by=record.act.actor.pseudonym,
    )  # fmt: skip
    return inventory


def _term(announced: bool) -> ClockType:
    return ClockType.COUNT_PLANNED if announced else ClockType.COUNT_UNANNOUNCED


def _draw(place: Place, inventory: Inventory) -> list[str]:
    """Return the labels to look for. Where the whole place is counted no list is needed: then it is those of which what
    is inside is counted, where that is asked for."""
    percent, units = inventory.percent, counting.lying_in_place(place)
    if percent == 100:
        percent = inside_percent(inventory.cause)
        units = [unit for unit in units if percent and unit.package_count is not None]
    lying = [unit.label for unit in units]
    return sorted(secrets.SystemRandom().sample(lying, sample_size(lying=len(lying), percent=percent)))


def _looked_for(inventory: Inventory) -> list[HandlingUnit]:
    """Return the units that had to be found: they lay there when the count began, and lie there still."""
    lying = counting.lying_in_place(inventory.place, since_before=inventory.opened_at)
    if inventory.percent == 100:
        return lying
    drawn = set(inventory.drawn)
    return [unit for unit in lying if unit.label in drawn]


def _compare(record: Record, inventory: Inventory, label: str, seen: _Seen) -> tuple[HandlingUnit | None, str]:
    """Return the unit of a label, and how what was read stands to the books; differences are opened."""
    if inventory.kind == "opening":
        outcome = opening_outcome(inventory, label, seal=seen.seal, count=seen.count, gross_mg=seen.gross_mg)
        if outcome != "unknown":
            return None, outcome
    known = HandlingUnit.objects.filter(label=label).first()
    if known is None:
        return None, "unknown"
    unit, outermost = lock_unit_and_outermost(came_back_as(known).id)
    since = inventory.opened_at or record.now
    check_read_again(record, [unit], {unit.id: seen.seal}, occasion="count", since=since)
    if unit.is_gone:
        _open_if_gone(record, unit)
        return unit, "gone"
    differs = _open_differences(record, inventory, unit, seen)
    lies = place_now(outermost)
    if lies is None or lies.id != inventory.place_id:
        steps.open_discrepancy(record, unit, kind="place", by=record.act.actor)
        return unit, "elsewhere"
    return unit, "differs" if differs else "agrees"


def _open_if_gone(record: Record, unit: HandlingUnit) -> None:
    """Open a discrepancy on a unit that is ash in the books and lies here, for something else burnt in its place; and
    on one that somebody outside is said to have, or that was written off: it is taken in as what came back."""
    booked = _BOOKED_AS.get(CustodyState(unit.custody_state))
    if booked is not None and not unit.discrepancy_open:
        steps.open_discrepancy(
            record, unit, kind="identity", by=record.act.actor, expected=booked, found=LIES_HERE
        )


def _open_differences(record: Record, inventory: Inventory, unit: HandlingUnit, seen: _Seen) -> bool:
    """Open what differs in seal, count, packaging, time and weight, and say whether anything does."""
    by, differs = record.act.actor, False
    if not policies.seal_reads_as(unit, seen.seal):
        steps.open_discrepancy(record, unit, kind="seal", by=by, expected=unit.seal, found=seen.seal)
        differs = True
    if None not in (seen.count, unit.package_count) and seen.count != unit.package_count:
        expected, found = str(unit.package_count), str(seen.count)
        steps.open_discrepancy(record, unit, kind="count", by=by, expected=expected, found=found)
        differs = True
    if seen.packaging_whole is False:
        steps.open_discrepancy(record, unit, kind=lists.PACKAGING, by=by)
        differs = True
    if seen.found_in_time is False:
        steps.open_discrepancy(record, unit, kind=lists.SLOW, by=by)
        differs = True
    if seen.gross_mg is not None:
        reading = Reading(gross_mg=seen.gross_mg, scale_code=seen.scale)
        other = inventory.second if by.id == inventory.counter_id else inventory.counter
        _weighing, opened = weights.weigh(record, unit, reading, occasion="check", by=by, witness=other)
        differs = differs or bool(opened)
    return differs


def _seal_as_read(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    try:
        return parse_seal_number(text)
    except InvalidInput as refusal:
        raise steps.on_field(refusal, "seal_seen") from None


def locked(inventory_id: UUID) -> Inventory:
    """Return an inventory, locked; raise ``NotFound`` when there is none. A step.

    Who counts is read after the lock: of two pairs that begin at once, the second waits for the first.
    """
    rows = Inventory.objects.select_for_update(of=("self",)).select_related("place", "asked_by")
    found = rows.filter(pk=inventory_id).first()
    if found is None:
        raise NotFound
    return found
