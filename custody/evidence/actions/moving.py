"""Leaving, arriving, and being put somewhere: what the custodians do with a load themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import SWEEP_DEFERRED, UNIT_DEPARTED, UNIT_PLACED, UNIT_STORED
from custody.core.identifiers import parse_seal_number
from custody.core.lifecycle import CustodyState
from custody.core.texts import kept
from custody.evidence import entries, lists, permissions, policies
from custody.evidence.actions import (
    crews,
    in_order,
    irregular,
    mission_load,
    moved_in_count,
    overloading,
    posts,
    receiving,
    signatures,
    steps,
    vaults,
)
from custody.evidence.actions import vehicle_seals as vehicles
from custody.evidence.actions.readings import check_vehicle_read_again
from custody.evidence.exceptions.policies import check_not_burnt
from custody.evidence.locking import lock_place
from custody.evidence.placing import unseal_route
from custody.evidence.selectors.crews import without_second
from custody.evidence.selectors.facts import UNSWEPT, frozen_units
from custody.evidence.selectors.routes import astray
from custody.evidence.selectors.vehicles import vehicle_seals as seals_on_vehicles
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import place_by_code_word, place_by_id

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.entries import Route
    from custody.evidence.models import HandlingUnit, Transfer
    from custody.organisation.models import Officer, Place

Versions = Mapping[UUID, int] | None
SWEPT, NOT_SWEPT = "swept, or in a quarantine bay", "not swept"
SENT_THERE, ELSEWHERE = kept("where it was sent"), kept("at another place")


@dataclass(frozen=True, slots=True)
class Leaving:
    """A route that was checked: what a departure is recorded with."""

    vehicle: str
    vehicle_seal: str
    escort: str | None
    destination: Place

    def told(self) -> dict[str, Any]:
        """Return the fields of an event that names the route."""
        return {
            "vehicle": self.vehicle,
            "vehicle_seal": self.vehicle_seal,
            "escort": self.escort,
            "destination_id": self.destination.id,
        }


def depart(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    route: Route,
    unswept_reason: str | None = None,
    alone_reason: str | None = None,
    frozen_reason: str | None = None,
    expected_seqs: Versions = None,
) -> list[HandlingUnit]:
    """Leave with units that the actor has in custody together with a second person, and return them.

    ``unswept_reason`` says why the load must move before its sweep; it goes to a quarantine bay then, and the
    sweep is owed there. ``alone_reason`` says why one person drove off with it: that is a fact. What left so is frozen
    until a supervisor who never had it explains it, and another person signs for it within the clock of that.
    ``frozen_reason`` says why goods in dispute left all the same: who commands is told at once, and they stay frozen.

    Who: one of the crew of two that has them (R9). When: outermost, not offered, not frozen; goods must be
    swept, or be said to move now; two have them, or it is said why one left alone.
    Appends ``unit.departed/1`` for each, ``frozen.departed/1`` and ``discrepancy.opened/1`` for what is frozen,
    ``sweep.deferred/1`` where the sweep is owed, and ``signature.owed/1`` by the
    other of the crew, for each unit that leaves a vault; for what left with one, ``crew.missed/1``,
    ``discrepancy.opened/1`` and ``signature.owed/1``.
    """
    leaving = _checked(route)
    reason = entries.clean_text(unswept_reason, field="unswept_reason", most=entries.REMARK_MOST)
    alone = entries.clean_text(alone_reason, field="alone_reason", most=entries.REMARK_MOST)
    dispute = entries.clean_text(frozen_reason, field="frozen_reason", most=entries.REMARK_MOST)
    with recording(act) as record:
        units = _locked(record, unit_ids, expected_seqs)
        permissions.check_can_depart(
            act.actor, units, move_now=reason is not None, alone=alone is not None, while_frozen=dispute is not None
        )
        frozen = frozen_units(units)
        defer_sweeps(record, units, leaving.destination, reason=reason)
        crewed = [unit for unit in units if unit.co_custodian_id is not None]
        vaults.owe_crew_passage(record, crewed, None, about=UNIT_DEPARTED.code)
        leave(record, units, leaving)
        if dispute is not None:
            irregular.took_frozen(record, [unit for unit in units if unit.id in frozen], reason=dispute)
        if alone is not None:
            irregular.miss_second(record, [unit for unit in units if unit.co_custodian_id is None], reason=alone)
        record.result = _named(units)
    return units


def arrive(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    place: str,
    over_limit_reason: str | None = None,
    vehicle_seals: Sequence[str | None] | None = None,
    expected_seqs: Versions = None,
) -> list[HandlingUnit]:
    """Record that a load has arrived at a place (a code word) and return its units; the crew keeps them.

    A conveyance stands contained again; goods arrive at a furnace, or go in store when the crew may keep them
    there. ``vehicle_seals`` is what the crew reads off the vehicle there, as in ``accept_transfer``; nobody takes over,
    so that it may be left out.
    ``over_limit_reason`` says why they lie in a place that may not hold them: a fact, for which a waiver is owed.

    Who: one of the crew; a storekeeper where goods go in store. When: on the road, not offered, and the place
    has room, or they lie there already. Appends ``unit.arrived/1`` or ``unit.stored/1`` for each,
    ``vehicle.seal_read/1`` or ``seal.misread/1``, ``place.overfilled/1`` where the place holds more than it may, and
    ``signature.owed/1`` by the other of the crew, or who commands, for what comes into a vault.
    """
    where = place_by_code_word(code_word=place)
    with recording(act) as record:
        units = _locked(record, unit_ids, expected_seqs)
        permissions.check_can_arrive(act.actor, units)
        permissions.check_can_keep(act.actor, where, units)
        if vehicle_seals:
            known = seals_on_vehicles(units)
            read = vehicles.check_read(known, vehicle_seals)
            riding = [unit for unit in units if unit.id in known]
            began = min((unit.state_since for unit in riding if unit.state_since), default=record.now)
            check_vehicle_read_again(record, riding, riding, known, read, occasion="arrival", since=began)
            vehicles.record_reading(record, units, known, read, transfer=None)
        vaults.owe_crew_passage(record, units, where, about=UNIT_STORED.code)
        _put(record, units, where, code=None, over_limit_reason=over_limit_reason)
        record.result = _named(units)
    return units


def store_units(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    place: str,
    over_limit_reason: str | None = None,
    second_badge: str | None = None,
    alone_reason: str | None = None,
    expected_seqs: Versions = None,
) -> list[HandlingUnit]:
    """Put goods in store at a place (a code word) and return them.

    Who: a storekeeper who has them in custody. When: seized, on the road or staged, not offered, and the
    place has room, or they lie there already (``over_limit_reason``, as for an arrival); also while they are frozen;
    two go into a vault, or it is said why one did. Appends ``unit.stored/1`` for each, and what ``by_two`` does, and
    ``irregular.carried_over`` for what lay at another site.
    """
    where = place_by_code_word(code_word=place)
    policies.check_place_kind(where, lists.STORE_KINDS)
    second = vaults.second_in_vault(second_badge)
    with recording(act) as record:
        units = _locked(record, unit_ids, expected_seqs)
        permissions.check_can_store(act.actor, units, place=where)
        vaults.by_two(record, units, where, about=UNIT_STORED.code, second=second, alone_reason=alone_reason)
        _put(record, units, where, code=UNIT_STORED.code, over_limit_reason=over_limit_reason)
        record.result = _named(units)
    return units


def move_units(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    place: str,
    over_limit_reason: str | None = None,
    second_badge: str | None = None,
    alone_reason: str | None = None,
    expected_seqs: Versions = None,
) -> list[HandlingUnit]:
    """Record that units lie in another place now, of the same site, and return them; their state stays. That it is one
    of another site is a fact, with the questions of a load that left without a crew (``irregular.carried_over``).

    Who: the custodian. When: live, not on the road, not offered, and the place has room, or they lie there already
    (``over_limit_reason``, as for an arrival); two go in and out of a vault, or it is said why one did. What leaves a
    place while it is counted, before it was found there, is frozen; what lay in store, another has yet to see there.
    Appends ``unit.placed/1`` for each, what ``by_two`` does, ``signature.owed/1`` and ``discrepancy.opened/1``; and
    ``guard.relieved/1`` where a guard would stand in two places now, by every act that puts units somewhere.
    """
    where = place_by_code_word(code_word=place)
    second = vaults.second_in_vault(second_badge)
    with recording(act) as record:
        units = _locked(record, unit_ids, expected_seqs)
        permissions.check_can_move(act.actor, units)
        for unit in units:
            policies.check_place_kind(where, policies.kinds_to_move_to(unit))
        two = vaults.by_two(record, units, where, about=UNIT_PLACED.code, second=second, alone_reason=alone_reason)
        moved_in_count.freeze(record, units, to=where)
        unseen = moved_in_count.moved_alone(units, to=where, by_two=two)
        _put(record, units, where, code=UNIT_PLACED.code, over_limit_reason=over_limit_reason)
        signatures.owe_sight(record, unseen, about=UNIT_PLACED.code)
        record.result = _named(units)
    return units


def defer_sweeps(record: Record, units: Sequence[HandlingUnit], place: Place, *, reason: str | None) -> None:
    """Write of every unit that was not swept why it moves now, and that its sweep is owed. Appends
    ``sweep.deferred/1``. Raises ``NotAllowedNow`` when the place is no quarantine bay."""
    if reason is not None:
        policies.check_goes_to_quarantine(units, place)
    note_unswept(record, units, reason=reason)


def note_unswept(record: Record, units: Sequence[HandlingUnit], *, reason: str | None) -> None:
    """Write of every unit that was not swept why nobody waits for that. Nothing is written without a ``reason``.
    Appends ``sweep.deferred/1``."""
    for unit in units:
        if reason is not None and unit.unswept:
            record.append(
                SWEEP_DEFERRED,
                on=unit,
                owed_since=record.at,
                decided_by=record.act.actor.pseudonym,
                reason=reason,
            )


def leave(record: Record, units: Sequence[HandlingUnit], leaving: Leaving) -> None:
    """Write that the units are on the road. A step of ``depart`` and of an accepted departure.

    The second of the crew was only named: that one signs on a device of their own. The load does not wait for it.
    Appends ``unit.departed/1`` for each, and ``signature.owed/1``.
    """
    steps.advance_all(record, units, code=UNIT_DEPARTED.code)
    left = steps.leave_places(record, units)
    for unit in units:
        people = {"custodian": unit.custodian, "co_custodian": unit.co_custodian}
        record.append(
            UNIT_DEPARTED,
            on=unit,
            rows=left.get(unit.id, []),
            departed_at=record.at,
            **leaving.told(),
            **{role: None if officer is None else officer.pseudonym for role, officer in people.items()},
        )
    if units:
        mission_load.departed(record, units)
    _owe_second_of_crew(record, units)


def _owe_second_of_crew(record: Record, units: Sequence[HandlingUnit]) -> None:
    """Write that each who rides beside the one who signed has yet to sign."""
    actor: Officer = record.act.actor
    beside: dict[UUID, tuple[Officer, list[HandlingUnit]]] = {}
    for unit in units:
        for each in (unit.custodian, unit.co_custodian):
            if each is not None and each.id != actor.id:
                beside.setdefault(each.id, (each, []))[1].append(unit)
    for officer, theirs in beside.values():
        signatures.owe_second(record, theirs, about=UNIT_DEPARTED.code, wanted=officer)


def check_route(route: Route | None, *, needed: bool) -> Leaving | None:
    """Return the route, checked; ``None`` when there is none and none is needed.

    Raises ``InvalidInput`` when a departure has none, or another purpose has one.
    """
    if route is None:
        if needed:
            raise InvalidInput("route.missing", "Say how the load leaves: vehicle, seal, escort, destination",
                               field="vehicle")  # fmt: skip
        return None
    if not needed:
        raise InvalidInput("route.unused", "Only a departure has a vehicle and a destination", field="vehicle")
    leaving = _checked(route)
    # A load is not sent where others wait for it. A crew that is on its way there all the same is a fact.
    check_not_burnt(leaving.destination)
    return leaving


def leaving_of(transfer: Transfer) -> Leaving:
    """Return the route that a departure was offered with."""

    def part(name: str, sealed: bytes | memoryview | None) -> str:
        return "" if sealed is None else unseal_route(sealed, transfer_id=transfer.id, part=name)

    return Leaving(
        vehicle=part("vehicle", transfer.vehicle_sealed),
        vehicle_seal=transfer.vehicle_seal or "",
        escort=part("escort", transfer.escort_sealed) or None,
        destination=place_by_id(place_id=UUID(part("destination", transfer.destination_sealed))),
    )


def _checked(route: Route) -> Leaving:
    words: dict[str, str | None] = {"escort": None}
    # Goods without an escort are a fact: "none" is an answer of its own, nothing is no answer.
    asked = {"vehicle": route.vehicle} if route.escort is None else {"vehicle": route.vehicle, "escort": route.escort}
    for field, text in asked.items():
        cleaned = entries.clean_text(text, field=field, most=80)
        if cleaned is None:
            raise InvalidInput("text.missing", "Enter the {name}", field=field, name=field)
        words[field] = cleaned
    try:
        vehicle_seal = parse_seal_number(route.vehicle_seal)
    except InvalidInput as refusal:
        raise steps.on_field(refusal, "vehicle_seal") from None
    policies.check_seal_free(vehicle_seal, field="vehicle_seal")
    destination = place_by_code_word(code_word=route.destination, field="destination")
    return Leaving(words["vehicle"] or "", vehicle_seal, words["escort"], destination)


def _locked(record: Record, unit_ids: Sequence[UUID], expected_seqs: Versions) -> list[HandlingUnit]:
    units = posts.lock_with_beside(unit_ids)
    for unit in units:
        policies.check_version(unit, (expected_seqs or {}).get(unit.id))
    in_order.settle_time(record, units, moves=True)
    return units


def _put(
    record: Record, units: Sequence[HandlingUnit], place: Place, *, code: str | None, over_limit_reason: str | None
) -> None:
    """Put the units in a place that has room, or where they lie already; without ``code`` each by the event that fits
    it and the place."""
    where = lock_place(place)
    reason = room_or_reason(where, units, over_limit_reason)
    stored = [unit for unit in units if (code or policies.arrival_code(unit, where)) == UNIT_STORED.code]
    crews.show_alone(record, stored, without_second(stored), transfer=None)
    carried = irregular.lying_at_another_site(units, than=where)
    put_by_kind(record, units, where, code=code, reason=reason, carried=carried)
    irregular.carried_over(record, carried, about=code or UNIT_STORED.code)


def room_or_reason(place: Place, units: Sequence[HandlingUnit], reason: str | None) -> str | None:
    """Return why the units lie in a place that may not hold them, ``None`` where it has room for them; called with the
    place locked.

    Raises ``NotAllowedNow`` where it has no room and nobody says that they lie there already.
    """
    said = entries.clean_text(reason, field="over_limit_reason", most=300)
    if said is None:
        policies.check_place_has_room(place, units)
    return said


def put_by_kind(
    record: Record, units: Sequence[HandlingUnit], place: Place, *, code: str | None = None, reason: str | None = None,
    carried: Sequence[HandlingUnit] = (),
) -> None:
    """Put the units in the place, each by ``code`` or by the event that fits it and the place; ``reason`` says why they
    lie there although it may not hold them.

    Goods that come unswept to where only swept goods lie, or to another place than they were sent to, are there all the
    same, frozen: appends ``discrepancy.opened/1`` for them. Whose guard stands in another place too, see
    ``posts.end_left_posts``.
    """
    by_code: dict[str, list[HandlingUnit]] = {}
    for unit in units:
        by_code.setdefault(code or policies.arrival_code(unit, place), []).append(unit)
    # Goods that were seized in a store lay there unswept from the beginning, unless they were ``carried`` there.
    brought = [unit for unit in units if unit.custody_state != CustodyState.SEIZED or code != UNIT_PLACED.code
               or unit in carried]  # fmt: skip
    unswept = policies.brought_unswept(brought, place)
    # What was let go unswept was sent to a quarantine bay and nowhere else: that is one difference, not two.
    known = {unit.id for unit in unswept}
    elsewhere = [unit for unit in astray(units, place) if unit.id not in known]
    for each, those in by_code.items():
        steps.put_all(record, those, place, code=each)
    posts.end_left_posts(record, units)
    overloading.note(record, place, cause=next(iter(by_code), ""), reason=reason)
    receiving.open_discrepancies(
        record,
        [receiving.Difference(unit=unit, kind=UNSWEPT, expected=SWEPT, found=NOT_SWEPT) for unit in unswept]
        + [receiving.Difference(unit=unit, kind="place", expected=SENT_THERE, found=ELSEWHERE) for unit in elsewhere],
    )


def _named(units: Sequence[HandlingUnit]) -> dict[str, Any]:
    return {"units": [str(unit.id) for unit in units]}
