"""Hand-overs: offered by one, accepted or refused by another. Nobody signs both sides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from custody.core.clocks import due_after
from custody.core.errors import InvalidInput
from custody.core.events import TRANSFER_ACCEPTED, TRANSFER_CANCELLED, TRANSFER_OFFERED, TRANSFER_REFUSED, UNIT_STORED
from custody.core.texts import kept
from custody.evidence import crew_permissions, entries, lists, offer_policies, permissions, policies
from custody.evidence.actions import (
    by_two,
    command,
    crews,
    expiring,
    in_order,
    moving,
    posts,
    receiving,
    relieving,
    steps,
    vaults,
)
from custody.evidence.actions import vehicle_seals as vehicles
from custody.evidence.actions.readings import check_read_again, check_vehicle_read_again
from custody.evidence.locking import lock_place, lock_transfer, lock_units
from custody.evidence.models import HandlingUnit, Transfer, TransferLine
from custody.evidence.placing import place_token, seal_route
from custody.evidence.selectors import facts
from custody.evidence.selectors.crews import without_second
from custody.evidence.selectors.gaps import CUSTODIAN_ABSENT, NOT_ANSWERED
from custody.evidence.selectors.vehicles import seals_to_read
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import officer_by_badge, place_by_code_word, policy_rule

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.entries import Reading, Reported, Route
    from custody.organisation.models import Officer, Place
from custody.organisation.permissions import check_two_people, named_by

NOTHING_TAKEN = kept("nothing was taken")
ACCEPTANCE_KEY = "clock.acceptance"


def offer_transfer(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    receiver_badge: str,
    second_badge: str | None = None,
    purpose: str = "handover",
    route: Route | None = None,
    unswept_reason: str | None = None,
    expected_seqs: Mapping[UUID, int] | None = None,
) -> Transfer:
    """Offer units to another person, or to a crew of two, and return the hand-over. The giver stays
    responsible.

    ``purpose``: ``handover`` on the spot; ``departure`` to a crew that leaves with them (needs ``route`` and
    a
    second); ``arrival`` to whoever keeps the place they were brought to; ``second`` to one who comes beside the
    giver, who has them alone on the way since the other is gone (``crews.leave_crew``), or left alone.

    Who: the custodian of all of them; neither receiver may be one of their custodians. When: outermost, live,
    not
    offered yet; not frozen, except for an arrival; for a departure goods must be swept; for an arrival they
    must be on
    the road. ``unswept_reason`` says why a departure does not wait for the sweep: the load goes to a quarantine
    bay, where the sweep is owed. Appends ``transfer.offered/1`` on the hand-over and on every unit,
    ``manifest.signed/1`` over the list, ``sweep.deferred/1`` on what was not swept, and ``transfer.cancelled/1`` on an
    earlier offer of theirs that ran out.
    """
    entries.chosen(purpose, lists.PURPOSES, field="purpose")
    receiver = officer_by_badge(badge=receiver_badge, field="receiver_badge")
    second = None if second_badge is None else officer_by_badge(badge=second_badge, field="second_badge")
    leaving = moving.check_route(route, needed=purpose == "departure")
    if purpose == "departure" and second is None:
        raise InvalidInput("crew.two", "Two must go with a load: name the second of the crew", field="second_badge")
    reason = entries.clean_text(unswept_reason, field="unswept_reason", most=entries.REMARK_MOST)
    with steps.clashes_explained(), recording(act) as record:
        ran_out = expiring.lock_old_offers(unit_ids)
        locked = lock_units([*unit_ids, *ran_out])
        units = locked[: len(set(unit_ids))]
        for unit in units:
            policies.check_version(unit, (expected_seqs or {}).get(unit.id))
        permissions.check_can_offer(act.actor, units, purpose=purpose, move_now=reason is not None)
        _check_receivers(act.actor, receiver, second, units, purpose=purpose)
        expiring.end_old_offers(record, ran_out.values(), locked)
        if leaving is not None:
            moving.defer_sweeps(record, units, leaving.destination, reason=reason)
        transfer = _transfer(record, units, receiver=receiver, second=second, purpose=purpose, leaving=leaving)
        record.result = {"transfer": str(transfer.id)}
    return transfer


def accept_transfer(
    *,
    act: Act,
    transfer_id: UUID,
    seals: Mapping[UUID, str | None],
    damaged: Collection[UUID] = (),
    readings: Mapping[UUID, Reading] | None = None,
    reported: Mapping[UUID, Reported] | None = None,
    place: str | None = None,
    over_limit_reason: str | None = None,
    vehicle_seals: Sequence[str | None] | None = None,
    where: str | None = None,
    new_vehicle: str | None = None,
    new_vehicle_seal: str | None = None,
    expected_seq: int | None = None,
) -> Transfer:
    """Take custody of what was offered, and return the hand-over.

    ``seals`` says for every unit that should carry a seal what was read off it, ``None`` for a seal that is
    missing or
    damaged. A number that is not the seal we know is recorded and asked for again: raises ``InvalidInput`` with the
    code ``seal.read_again``, whose ``units`` are the ids. Read so for the last time that the rule allows this person
    on this hand-over, or missing, it opens a discrepancy, which freezes the unit; custody passes all the same: who has
    it, is a fact. One that was read and is ``damaged`` opens it at once, whatever its number. ``reported`` are the
    units that are not taken, each with the reason: the giver still answers for them, and a discrepancy freezes them.
    When nothing at all is taken, the hand-over is refused.
    ``readings`` are weights taken at receipt. For an arrival ``place`` (a code word) says where
    the units are put, and ``over_limit_reason`` why they lie in one that may not hold them: a waiver is owed then.
    On a departure the units leave; one that is frozen stays where it is, with the crew.

    ``vehicle_seals`` is what was read off the vehicle of a departure or an arrival (of each, where there are several),
    ``None`` for one without a whole seal: another seal than it left under, read so again (``vehicle_seal.read_again``),
    freezes what rode in it. Each reading is recorded; a right one beside it takes none back.

    ``where`` says in words where a load on the road changed hands, ``new_vehicle`` and ``new_vehicle_seal`` in which
    vehicle it goes on from there, under which seal, where that is another; elsewhere they are left aside.

    Who: the receiver who was named. When: while the offer waits, also after its time has run out as long as nothing
    else was recorded of its units: who has them, is a fact. The time in between is shown as a gap.
    Appends ``seal.misread/1`` where a seal is to be read again; otherwise
    ``transfer.accepted/1`` on the hand-over and on every unit taken, ``transfer.reported/1`` on every
    other, ``vehicle.seal_read/1``, and ``manifest.signed/1`` over all of them; per unit also ``unit.weighed/1``,
    ``discrepancy.opened/1``, ``custody.gap_found/1``, ``unit.departed/1``, ``unit.arrived/1`` or ``unit.stored/1``
    where they apply; ``load.relieved/1`` and ``vehicle.changed/1`` on the road;
    ``mission.crew_changed/1`` of who comes beside one person; and
    ``signature.owed/1`` where it was commanded: by the second who counted, and by who had it; and where one person
    takes over at the furnace what two answered for: by the other of them, before it burns.
    """
    left = {unit_id: entries.clean_reported(each) for unit_id, each in (reported or {}).items()}
    relief = relieving.said_of_road(where=where, new_vehicle=new_vehicle, new_vehicle_seal=new_vehicle_seal)
    with steps.clashes_explained(), recording(act) as record:
        transfer = lock_transfer(transfer_id)
        offer_policies.check_seen(transfer, expected_seq)
        permissions.check_can_accept(act.actor, transfer)
        lines = _lines(transfer)
        units = posts.lock_with_beside(lines)
        policies.check_offered_here(left, units)
        offer_policies.check_untouched(transfer, lines, units)
        in_order.settle_time(record, units)
        taken = [unit for unit in units if unit.id not in left]
        behind = [unit for unit in units if unit.id in left]
        since, alone = transfer.offered_at, without_second(taken)
        # What was read is judged before what was not: who reads sixty seals is told of both in one go.
        whole = [unit for unit in taken if unit.id not in damaged]
        check_read_again(record, whole, seals, occasion="receipt", since=since, lines=lines)
        policies.check_all_read(taken, seals)
        if transfer.commanded_by_id is not None:
            policies.check_all_counted(taken, seals)
        put_in, reason = _destination(transfer, taken, place, over_limit_reason, keeper=act.actor)
        on_vehicles = seals_to_read(transfer, taken)
        read = vehicles.check_read(on_vehicles, vehicle_seals)
        check_vehicle_read_again(
            record, [transfer], taken, on_vehicles, read, occasion=transfer.purpose, since=since
        )
        # What is written of it until the receipt is signed is saved with the receipt.
        transfer.state, transfer.closed_at = "accepted" if taken else "refused", record.at
        if taken:
            record.append(
                TRANSFER_ACCEPTED,
                on=transfer,
                transfer_id=transfer.id,
                purpose=transfer.purpose,
                accepted_at=record.at,
                **receiving.keepers_told(transfer, act.actor),
            )
        else:
            record.append(TRANSFER_REFUSED, on=transfer, **_refusal(record, transfer, reason=NOTHING_TAKEN))
        command.owe_signatures(record, transfer, units, taken)
        by_two.owe_word_of_other(record, transfer, taken, put_in)
        opened = receiving.take(record, transfer, taken, lines, seals, damaged, readings or {})
        opened += vehicles.record_reading(record, taken, on_vehicles, read, transfer=transfer)
        opened += receiving.leave_behind(record, transfer, behind, lines, left, damaged)
        receiving.sign_receipt(record, transfer, units, lines)
        _show_gaps(record, transfer, units)
        crews.show_alone(record, taken, alone, transfer=transfer)
        relieving.note(record, transfer, taken, relief)
        crews.take_seat(record, transfer, taken)
        _settle(record, transfer, taken, put_in, reason=reason)
        record.result = {"transfer": str(transfer.id), "discrepancies": [str(each.id) for each in opened]}
    return transfer


def refuse_transfer(*, act: Act, transfer_id: UUID, reason: str, expected_seq: int | None = None) -> Transfer:
    """Refuse what was offered, and return the hand-over; custody stays with the giver.

    Who: the receiver or the second who were named. When: nobody has answered; it may have run out.
    Appends ``transfer.refused/1`` on the hand-over and on every unit.
    """
    reason = entries.clean_reason(reason)
    with recording(act) as record:
        transfer = lock_transfer(transfer_id)
        offer_policies.check_seen(transfer, expected_seq)
        permissions.check_can_refuse(act.actor, transfer)
        lines = _lines(transfer)
        units = lock_units(lines)
        waited = offer_policies.untouched(transfer, lines, units)
        _close(record, transfer, state="refused")
        told = _refusal(record, transfer, reason=reason)
        record.append(TRANSFER_REFUSED, on=transfer, **told)
        _close_lines(lines, state="refused")
        for unit in units:
            line = lines[unit.id]
            record.append(TRANSFER_REFUSED, on=unit, rows=[line], line_id=line.id, **told)
        _show_gaps(record, transfer, waited)
        record.result = {"transfer": str(transfer.id)}
    return transfer


def cancel_transfer(*, act: Act, transfer_id: UUID, reason: str, expected_seq: int | None = None) -> Transfer:
    """Withdraw an offer, and return the hand-over.

    Who: the giver. When: nobody has answered; it may have run out. Appends ``transfer.cancelled/1`` on it and on every
    unit.
    """
    reason = entries.clean_reason(reason)
    with recording(act) as record:
        transfer = lock_transfer(transfer_id)
        offer_policies.check_seen(transfer, expected_seq)
        permissions.check_can_cancel(act.actor, transfer)
        lines = _lines(transfer)
        units = lock_units(lines)
        waited = offer_policies.untouched(transfer, lines, units)
        _close(record, transfer, state="cancelled")
        told: dict[str, Any] = {"transfer_id": transfer.id, "cancelled_at": record.at, "reason": reason}
        record.append(TRANSFER_CANCELLED, on=transfer, **told)
        _close_lines(lines, state="cancelled")
        for unit in units:
            line = lines[unit.id]
            record.append(TRANSFER_CANCELLED, on=unit, rows=[line], line_id=line.id, **told)
        _show_gaps(record, transfer, waited)
        record.result = {"transfer": str(transfer.id)}
    return transfer


def _check_receivers(
    giver: Officer, receiver: Officer, second: Officer | None, units: Sequence[HandlingUnit], *, purpose: str
) -> None:
    permissions.check_relieved_by_two(second, units, purpose=purpose)
    crew_permissions.check_comes_alone(second, purpose=purpose)
    check_two_people(giver, receiver)
    if purpose == lists.SECOND:
        crew_permissions.check_can_be_second(receiver, units)
        return
    with named_by("receiver_badge"):
        permissions.check_can_receive(receiver, units, purpose=purpose)
    if second is not None:
        with named_by("second_badge"):
            check_two_people(giver, second)
            check_two_people(receiver, second)
            permissions.check_can_receive(second, units, purpose=purpose)


def _transfer(
    record: Record,
    units: Sequence[HandlingUnit],
    *,
    receiver: Officer,
    second: Officer | None,
    purpose: str,
    leaving: moving.Leaving | None,
) -> Transfer:
    giver: Officer = record.act.actor
    rule = policy_rule(key=ACCEPTANCE_KEY, jurisdiction=units[0].jurisdiction, at=record.now)
    transfer = Transfer(
        purpose=purpose,
        giver=giver,
        receiver=receiver,
        receiver_second=second,
        offered_at=record.at,
        expires_at=due_after(record.at, rule.value, measure=rule.measure, zone=settings.CUSTODY_SITE_TIME_ZONE),
        unit_count=len(units),
        manifest_sha256=receiving.list_sha256(units),
    )
    if leaving is not None:
        place_id = str(leaving.destination.id)
        transfer.vehicle_seal = leaving.vehicle_seal
        transfer.vehicle_sealed = seal_route(leaving.vehicle, transfer_id=transfer.id, part="vehicle")
        if leaving.escort is not None:
            transfer.escort_sealed = seal_route(leaving.escort, transfer_id=transfer.id, part="escort")
        transfer.destination_sealed = seal_route(place_id, transfer_id=transfer.id, part="destination")
        transfer.destination_token = place_token(leaving.destination.id)
    transfer.stream_id = record.open_stream(kind="transfer", ref=transfer.id)
    transfer.save(force_insert=True)
    told: dict[str, Any] = {
        "transfer_id": transfer.id,
        "purpose": purpose,
        "expires_at": transfer.expires_at,
        "unit_count": transfer.unit_count,
        "giver": giver.pseudonym,
        "receiver": receiver.pseudonym,
        "receiver_second": _pseudonym(second),
        **({} if leaving is None else leaving.told()),
    }
    record.append(TRANSFER_OFFERED, on=transfer, **told)
    receiving.sign_list(record, transfer)
    lines = [TransferLine(transfer=transfer, unit=unit, stream_id=unit.stream_id) for unit in units]
    TransferLine.objects.bulk_create(lines)
    for line in lines:
        record.append(TRANSFER_OFFERED, on=line.unit, rows=[line], line_id=line.id, **told)
    return transfer


def _destination(
    transfer: Transfer, units: Sequence[HandlingUnit], place: str | None, reason: str | None, *, keeper: Officer
) -> tuple[Place | None, str | None]:
    """Return the place of an arrival, locked and with room for the units, or why they lie there without; no place for
    any other purpose."""
    if transfer.purpose != "arrival":
        return None, None
    if place is None:
        raise InvalidInput("place.missing", "Scan or choose the place", field="place")
    where = lock_place(place_by_code_word(code_word=place))
    permissions.check_can_keep(keeper, where, units)
    return where, moving.room_or_reason(where, units, reason)


def _settle(
    record: Record, transfer: Transfer, units: Sequence[HandlingUnit], where: Place | None, *, reason: str | None
) -> None:
    """Let a departure leave, and put an arrival in its place."""
    if transfer.purpose == "departure":
        frozen = facts.frozen_units(units)
        ready = [unit for unit in units if unit.id not in frozen]
        moving.leave(record, ready, moving.leaving_of(transfer))
    if where is not None:
        vaults.owe_passage(record, units, where, about=UNIT_STORED.code, second=transfer.receiver_second)
        moving.put_by_kind(record, units, where, reason=reason)


def _show_gaps(record: Record, transfer: Transfer, units: Sequence[HandlingUnit]) -> None:
    """Write for which time custody was not shown, now that an offer is answered or withdrawn.

    Appends ``custody.gap_found/1`` on every unit for an answer after the term, and for a custodian who was absent.
    """
    if record.at > transfer.expires_at:
        receiving.show_gaps(record, units, gap=NOT_ANSWERED, since=transfer.expires_at, transfer=transfer)
    if transfer.absent_since is not None:
        receiving.show_gaps(record, units, gap=CUSTODIAN_ABSENT, since=transfer.absent_since, transfer=transfer)


def _lines(transfer: Transfer) -> dict[UUID, TransferLine]:
    """Return the lines of a hand-over by the id of their unit."""
    rows = TransferLine.objects.raw(
        "SELECT * FROM custody_transferline WHERE transfer_id = %s ORDER BY unit_id", [transfer.id]
    )
    return {line.unit_id: line for line in rows}


def _close(record: Record, transfer: Transfer, *, state: str) -> None:
    transfer.state = state
    transfer.closed_at = record.at
    transfer.save(update_fields=["state", "closed_at"])


def _close_lines(lines: Mapping[UUID, TransferLine], *, state: str) -> None:
    TransferLine.objects.filter(pk__in=[line.id for line in lines.values()]).update(state=state, seal_seen=None)
    for line in lines.values():
        line.state, line.seal_seen = state, None


def _refusal(record: Record, transfer: Transfer, *, reason: str) -> dict[str, Any]:
    return {
        "transfer_id": transfer.id,
        "refused_at": record.at,
        "refused_by": record.act.actor.pseudonym,
        "reason": reason,
    }


def _pseudonym(officer: Officer | None) -> str | None:
    return None if officer is None else officer.pseudonym
