"""Every verb of the evidence room, on rows that a walk chooses: each returns one act, ready to be tried."""

from __future__ import annotations

from custody.core.lifecycle import Family
from custody.evidence.actions import (
    command,
    consult,
    dividing,
    endangering,
    exceptions,
    extraction,
    holding,
    laboratory,
    moving,
    objecting,
    operation,
    photo,
    reseal,
    seals,
    searching,
    seizure,
    signatures,
    tracker,
    transfer,
    unpacking,
    weigh,
)
from custody.evidence.actions.exceptions import Corrected
from custody.evidence.entries import NewUnit, Reading, Reported
from custody.evidence.models import Countersignature, Discrepancy, HandlingUnit, LabResult, Proposal, Seizure, Transfer
from tests import clearing, stories
from tests.destruction.stories import png
from tests.evidence.acts import acts_on
from tests.evidence.exceptional import ASKED
from tests.walk.world import NothingToDo

REST = ("seized", "stored")
BEGINS_AT = {
    "start_extraction": ("contained",), "interrupt_extraction": ("extraction",), "end_extraction": ("extraction",),
    "open_seizure": ("contained", "extraction", "emptied"),
    "depart": (*REST, "staged", "contained", "at_furnace"), "arrive": ("in_transit",),
    "store_units": ("seized", "in_transit", "staged"), "take_sample": (*REST, "staged", "at_furnace"),
    "post_guard": ("contained", *REST), "move_units": REST, "offer_handover": (),
    "offer_departure": (*REST, "staged", "contained"), "offer_arrival": ("in_transit",), "record_sweep": ("seized",),
    "record_weighing": (), "apply_seal": ("inside", "contained"), "remove_seal": REST,
}  # fmt: skip


def _plain(name):
    return lambda world: acts_on(world.cast, world.unit(*BEGINS_AT[name]))[name]


def _part(gross_mg, **changes):
    return NewUnit(**({"kind": "bag", "package_count": 1, "reading": stories.reading(gross_mg),
                       "seal": stories.new_seal()} | changes))  # fmt: skip


def parts_of(unit, *masses_mg, missing=0, **changes):
    """Return the parts of a unit by their masses, with its packages in the first but one for each other."""
    counts = [unit.package_count] * len(masses_mg)
    if unit.package_count is not None:
        others = [min(1, unit.package_count) for _ in masses_mg[1:]]
        counts = [max(0, unit.package_count - sum(others) - missing), *others]
    return [_part(mg, package_count=count, **changes) for mg, count in zip(masses_mg, counts, strict=True)]


def _holder(world, unit):
    return unit.custodian or world.cast.officer


def _other(world, *not_these):
    """Return the badge of somebody who may handle goods and is none of these."""
    badges = [each for each in ("4420", "4503", "4602", "4701") if each not in {who.badge for who in not_these}]
    return world.dice.choice(badges)


def contain(world):
    return lambda: stories.contained(world.cast)


def register_units(world):
    of = world.one_of(Seizure.objects.order_by("code_word"))
    inside = world.dice.choice([None, world.unit(*REST).label])
    unit = _part(1_000_000, kind="brick", parent_label=inside, seal=None) if inside else stories.new_bag()
    return lambda: seizure.register_units(act=stories.act_of(world.cast.officer), seizure_id=of.id, units=[unit])


def accept(world):
    offer = world.one_of(Transfer.objects.filter(state="offered").order_by("offered_at"))
    units = [line.unit for line in offer.lines.select_related("unit")]
    place = world.dice.choice(["BITTERN", "CURLEW", "LAPWING", "HERON"]) if offer.purpose == "arrival" else None
    what = world.dice.randrange(4)
    seals = {unit.id: unit.seal for unit in units}
    reported = {}
    if what == 0 and len(units) > 1:
        reported[units[0].id] = Reported(kind=world.dice.choice(["missing", "weight", "count"]), remark="x")
    if what == 1 and units[0].seal:
        seals[units[0].id] = "AN1"
    on_vehicles = ["VS1"] if what == 2 else stories.on_vehicles(offer)
    return lambda: stories.accepted(
        offer, by=offer.receiver, again=True, seals=seals, place=place, reported=reported, vehicle_seals=on_vehicles
    )


def refuse_transfer(world):
    offer = world.one_of(Transfer.objects.order_by("offered_at"))
    return lambda: transfer.refuse_transfer(act=stories.act_of(offer.receiver), transfer_id=offer.id, reason="x")


def cancel_transfer(world):
    offer = world.one_of(Transfer.objects.order_by("offered_at"))
    return lambda: transfer.cancel_transfer(act=stories.act_of(offer.giver), transfer_id=offer.id, reason="x")


def command_transfer(world):
    absent = _holder(world, world.unit())
    two = [each for each in ("4417", "4601", "4502", "4602") if each != absent.badge][:2]
    return lambda: command.command_transfer(
        act=stories.act_of(world.cast.duty_officer), absent_badge=absent.badge, receiver_badge=two[0],
        second_badge=two[1], reason="ill",
    )  # fmt: skip


def resolve_discrepancy(world):
    found = world.one_of(Discrepancy.objects.filter(resolved_at__isnull=True).order_by("opened_at"))
    who = world.dice.choice([world.cast.supervisor, world.cast.second_supervisor])
    return lambda: weigh.resolve_discrepancy(act=stories.act_of(who), discrepancy_id=found.id, resolution="Torn")


def weigh_light(world):
    unit = world.unit(*REST, "in_transit")
    less = world.dice.choice([0, 10_000, 2_000_000])
    return lambda: weigh.record_weighing(act=stories.act_of(world.cast.officer), unit_id=unit.id,
                                         reading=stories.reading(max(0, (unit.gross_mg or 0) - less)))  # fmt: skip


def split(world):
    how = world.dice.choice(["split", "repack"])
    unit = world.unit(*REST, *(("staged", "in_transit", "at_furnace") if how == "repack" else ()))
    gross = unit.gross_mg or 10_000_000
    lost = world.dice.choice([0, 0, 20_000, 1_000_000])
    masses = [gross // 2, gross - gross // 2 - lost] if how == "split" else [gross - lost]
    parts = parts_of(unit, *masses, missing=world.dice.choice([0, 0, 0, 2]))
    who = _holder(world, unit)
    return lambda: dividing.split_unit(
        act=stories.act_of(who), unit_id=unit.id, witness_badge=_other(world, who), parts=parts, reason="x", how=how,
        loss_reason="dust" if lost else None, inside=_shared_out(unit, len(parts)),
    )  # fmt: skip


def _shared_out(unit, parts):
    """Return in which part each unit lies that lies in a whole: all in the first."""
    return [list(unit.children.values_list("id", flat=True)), *([] for _ in range(parts - 1))]


def overfill(world):
    """Put goods into a place that may not hold them: they lie there already."""
    unit = world.unit(*REST)
    reason = world.dice.choice([None, "the other store is shut", "the other store is shut"])
    return lambda: moving.move_units(act=stories.act_of(_holder(world, unit)), unit_ids=[unit.id], place="GOLDCREST",
                                     over_limit_reason=reason)  # fmt: skip


def take_out(world):
    inner = [unit for unit in world.seen.units.values() if unit.custody_state == "inside"]
    unit = world.one_of(sorted(inner, key=lambda unit: unit.label)) if world.dice.randrange(9) else world.unit(*REST)
    return taking_out(world, unit)


def taking_out(world, unit):
    """Return the act that takes a unit out of the one it lies in."""
    outer = unit.parent or unit
    who = _holder(world, outer)
    left = None if outer.package_count is None else outer.package_count - world.dice.choice([1, 1, 1, 2])
    gross = unit.gross_mg or 1_000_000
    return lambda: unpacking.take_out(
        act=stories.act_of(who), unit_id=unit.id, witness_badge=_other(world, who), reading=stories.reading(gross),
        reason="x", outer_seal=stories.new_seal() if outer.seal else None, left_count=left,
        seal=None if unit.seal else stories.new_seal(),
    )  # fmt: skip


def merge(world):
    first = world.unit(*REST)
    others = [unit for unit in world.seen.units.values() if unit.id != first.id]
    alike = [unit for unit in others if (unit.exhibit_id, unit.custodian_id, unit.custody_state)
             == (first.exhibit_id, first.custodian_id, first.custody_state)]  # fmt: skip
    units = {first.id: first, **{unit.id: unit for unit in (alike or [world.unit(*REST)])[:1]}}.values()
    gross, who = sum(unit.gross_mg or 0 for unit in units), _holder(world, first)
    count = sum(unit.package_count or 0 for unit in units)
    part = _part(gross, kind="box", reading=stories.reading(gross, scale_code="S-PALLET"), package_count=count)
    return lambda: dividing.merge_units(
        act=stories.act_of(who), unit_ids=[unit.id for unit in units], witness_badge=_other(world, who), part=part,
        reason="x",
    )  # fmt: skip


def exchange(world):
    unit = world.unit(*REST)
    gross, who = unit.gross_mg or 10_000_000, _holder(world, unit)
    return lambda: operation.exchange_unit(
        act=stories.act_of(who), unit_id=unit.id, witness_badge=_other(world, who), reference="KP 3",
        originals=parts_of(unit, gross), dummies=[_part(gross)],
    )  # fmt: skip


def replace_seal(world):
    unit = world.unit(*REST, "inside")
    who = _holder(world, unit)
    return lambda: reseal.replace_seal(act=stories.act_of(who), unit_id=unit.id, new_seal=stories.new_seal(),
                                       reason="torn", witness_badge=_other(world, who))  # fmt: skip


def apply_seals(world):
    """Seal one unit or two at once; one of them may bear a seal."""
    bare = sorted((unit for unit in world.seen.units.values() if unit.custody_state in REST and unit.seal is None),
                  key=lambda unit: unit.label)  # fmt: skip
    units = {unit.id: unit for unit in (bare[:1] if bare and world.dice.randrange(4) else
                                        (world.unit(*REST), world.unit(*REST)))}  # fmt: skip
    who = _holder(world, next(iter(units.values())))
    return lambda: seals.apply_seals(act=stories.act_of(who), second_badge=_other(world, who),
                                     seals={each: stories.new_seal() for each in units})  # fmt: skip


def used_seal(world):
    """A seal that was used before, on another unit: never again."""
    known = sorted(unit.seal for unit in world.seen.units.values() if unit.seal)
    unit = world.unit(*REST)
    entry = stories.new_seal().__class__(number=world.one_of(known))
    return lambda: reseal.replace_seal(act=stories.act_of(_holder(world, unit)), unit_id=unit.id, new_seal=entry,
                                       reason="torn", witness_badge="4420")  # fmt: skip


def unlocated(world):
    unit = world.unit()
    return lambda: searching.report_unlocated(act=stories.act_of(world.cast.auditor), unit_id=unit.id, remark="empty")


def _searched(world, *states):
    return world.one_of(sorted((unit for unit in world.seen.units.values() if unit.search_state in states),
                               key=lambda unit: unit.label))  # fmt: skip


def missing(world):
    unit = _searched(world, "unlocated", "missing")
    return lambda: searching.declare_missing(act=stories.act_of(world.cast.supervisor), unit_id=unit.id)


def found(world):
    unit = _searched(world, "unlocated", "missing")
    place = world.dice.choice([None, "DUNLIN"])
    return lambda: searching.record_found(act=stories.act_of(world.cast.storekeeper), unit_id=unit.id,
                                          witness_badge="4420", remark="x", place=place)  # fmt: skip


ASKERS = {"stolen": "supervisor", "lost": "duty_officer", "destroyed_by_event": "duty_officer"}
DECIDERS = {"stolen": "internal_affairs", "lost": "director", "destroyed_by_event": "regional_head",
            "correction": "regional_head", "hand_out": "director"}
GONE_FIRST = ("stolen", "lost")


def propose(world):
    what = world.dice.choice(["return", "disposal", "hand_out", "cargo_release", "loan", "operation", "exchange",
                              "stolen", "lost", "destroyed_by_event", "correction"])  # fmt: skip
    unit = _searched(world, "missing") if what in GONE_FIRST and world.dice.randrange(4) else world.unit()
    return proposal(world, unit, what)


def proposal(world, unit, what):
    """Return the act that asks for an exception on a unit."""
    said = ASKED | ({"party": "4420"} if what == "loan" else {})
    if what == "correction":
        gross = (unit.gross_mg or 1_000_000) + world.dice.choice([-500_000, 0, 500_000])
        said |= {"correction": Corrected(event_seq=1, gross_mg=max(0, gross), package_count=24)}
    who = _holder(world, unit) if what == "release" else getattr(world.cast, ASKERS.get(what, "case_officer"))
    return lambda: exceptions.propose_exception(act=stories.act_of(who), unit_id=unit.id, exception=what, **said)


def decide(world):
    waiting = Proposal.objects.filter(state="open") if world.dice.randrange(6) else Proposal.objects.all()
    asked = world.one_of(waiting.order_by("-proposed_at")[:6])
    approve = world.dice.randrange(4) > 0
    return decision(world, asked, approve=approve)


def decision(world, asked, *, approve=True):
    """Return the act that decides on what was asked for."""
    who = getattr(world.cast, DECIDERS.get(asked.exception, "supervisor"))
    return lambda: exceptions.decide_exception(act=stories.act_of(who), proposal_id=asked.id, approve=approve,
                                               answer="seen")  # fmt: skip


def release_conveyance(world):
    """Ask that a conveyance may go, or decide where somebody has asked: one act a turn, each by who may."""
    asked = Proposal.objects.filter(state="open", exception="release").order_by("proposed_at").first()
    return decision(world, asked) if asked else proposal(world, world.unit("contained", "emptied"), "release")


def withdraw(world):
    asked = world.one_of(Proposal.objects.filter(state="open").order_by("proposed_at"))
    return lambda: exceptions.withdraw_exception(act=stories.act_of(asked.proposed_by), proposal_id=asked.id)


def end_operation(world):
    unit = world.unit("controlled_delivery")
    who = _holder(world, unit)
    place = "HERON" if unit.family is Family.CONVEYANCE else "BITTERN"
    return lambda: operation.end_operation(act=stories.act_of(who), unit_id=unit.id, witness_badge=_other(world, who),
                                           place=place)  # fmt: skip


def end_incident(world):
    unit = world.one_of(HandlingUnit.objects.filter(incident_open=True).order_by("label"))
    return lambda: tracker.end_unit_incident(act=stories.act_of(world.cast.duty_officer), unit_id=unit.id, finding="x")


def end_loan(world):
    unit = world.unit("training_loan")
    return lambda: operation.end_loan(act=stories.act_of(world.cast.second_storekeeper), unit_id=unit.id,
                                      reading=Reading(gross_mg=unit.gross_mg or 0, scale_code="S-BENCH"),
                                      place="BITTERN")  # fmt: skip


def report_result(world):
    unit = world.one_of(sorted((unit for unit in world.seen.units.values() if unit.kind == "sample"),
                               key=lambda unit: unit.label))  # fmt: skip
    positive, used = world.dice.choice([True, False]), world.dice.choice([True, False])
    return lambda: laboratory.report_result(
        act=stories.act_of(world.cast.case_officer), unit_id=unit.id, outcome="positive" if positive else "negative",
        laboratory="NICC", reference="L 7", substance="cocaine" if positive else None, used_up=used,
    )  # fmt: skip


def verify_result(world):
    result = world.one_of(LabResult.objects.order_by("verified_at", "reported_at")[:4])
    return lambda: laboratory.verify_result(act=stories.act_of(world.cast.second_case_officer), result_id=result.id,
                                            unit_id=result.unit_id)  # fmt: skip


def sign(world):
    owed = world.one_of(Countersignature.objects.filter(signed_at__isnull=True).order_by("owed_at"))
    who = owed.wanted or world.cast.second_supervisor
    return lambda: signatures.sign(act=stories.act_of(who), signature_ids=[owed.id])


def object_to_command(world):
    row = world.one_of(Countersignature.objects.filter(matter="ousted").order_by("owed_at"))
    return lambda: objecting.object_to_command(act=stories.act_of(row.wanted), signature_id=row.id, objection="x")


def resume_extraction(world):
    unit = world.unit("emptied")
    who = _holder(world, unit)
    return lambda: extraction.resume_extraction(act=stories.act_of(who), unit_id=unit.id,
                                                witness_badge=_other(world, who))  # fmt: skip


def search_again(world):
    unit = world.unit("emptied")
    result = world.dice.choice(["clear", "residue"])
    return lambda: clearing.searched(world.cast, unit, result=result)


def say_who_holds(world):
    unit = world.unit("contained", "emptied", family=Family.CONVEYANCE)
    held_for = world.dice.choice([None, "scan", "food_agency"])
    return lambda: holding.say_who_holds(act=stories.act_of(_holder(world, unit)), unit_id=unit.id, held_for=held_for)


def emergency(world):
    unit = world.unit(*REST, "staged", "contained", "extraction", "at_furnace")
    return lambda: endangering.move_in_emergency(act=stories.act_of(world.cast.duty_officer), unit_ids=[unit.id],
                                                 destination="DUNLIN", reason="a drone")  # fmt: skip


def reveal(world):
    unit = world.unit()
    who = world.dice.choice([world.cast.supervisor, _holder(world, unit), world.cast.nobody])
    return lambda: consult.reveal_place(act=stories.act_of(who), unit_id=unit.id, reason="inventory")


def photograph(world):
    unit = world.unit("seized", "stored", family=Family.GOODS)
    if unit.seizure_id is None:
        raise NothingToDo
    return lambda: photo.attach_photo(act=stories.act_of(_holder(world, unit)), content=png(), slot="total",
                                      seizure_id=unit.seizure_id)  # fmt: skip


VERBS = {name: _plain(name) for name in BEGINS_AT} | {
    each.__name__: each for each in (
        contain, register_units, accept, refuse_transfer, cancel_transfer, command_transfer, resolve_discrepancy,
        weigh_light, split, take_out, overfill, merge, exchange, replace_seal, apply_seals, used_seal,
        unlocated, missing, found, propose, decide, release_conveyance, withdraw, end_operation, end_incident,
        end_loan, report_result, verify_result, sign, object_to_command,
        emergency, reveal, photograph, resume_extraction, search_again, say_who_holds,
    )
}  # fmt: skip
