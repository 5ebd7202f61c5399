"""The steps by which a seizure and its goods begin their life in the ledger: their words, labels, weights and seals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from custody.core.events import SEIZURE_OPENED, UNIT_ENCLOSED, UNIT_MEASURED, UNIT_REGISTERED
from custody.core.lifecycle import CustodyState, Family, custody_after
from custody.evidence import entries, permissions, policies, register_policies
from custody.evidence.actions import seal_steps, steps, unprinted
from custody.evidence.models import HandlingUnit, Seal, Seizure, Weighing
from custody.evidence.selectors import facts
from custody.organisation import names
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.errors import InvalidInput
    from custody.core.money import Money
    from custody.evidence.entries import NewUnit, Reading, SealEntry
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer, Scale


@dataclass(slots=True)
class Draft:
    """One unit that is about to be registered, with the rows that go with it."""

    unit: HandlingUnit
    fields: dict[str, Any] = field(default_factory=dict)
    weighing: Weighing | None = None
    seal: Seal | None = None
    looked_again: bool = False
    seen_twice: str | None = None
    asks_label: bool = False
    """Somebody read its label off the goods: it is looked at whether that is on a roll."""


def witness_of(actor: Officer, seizure: Seizure, badge: str | None) -> Officer:
    """Return who stands by: the officer of the badge, or without one the other of the two who made the seizure.

    Raises ``InvalidInput`` for a badge nobody has, ``NotPermitted`` for one who may not stand by.
    """
    if badge is None:
        other = seizure.second_officer
        return seizure.seizing_officer if other.id == actor.id else other
    witness = officer_by_badge(badge=badge, field="witness_badge")
    permissions.check_witness(actor, witness)
    return witness


def write_seizure(record: Record, seizure: Seizure, **circumstances: Any) -> Seizure:
    """Give a seizure its story, write it and its first event, and return it. Appends ``seizure.opened/1``.

    ``circumstances`` are the fields of the event that say how it was found and where it was published.
    """
    seizure.stream_id = record.open_stream(kind="seizure", ref=seizure.id)
    seizure.save(force_insert=True)
    record.append(
        SEIZURE_OPENED,
        on=seizure,
        seizure_id=seizure.id,
        code_word=seizure.code_word,
        jurisdiction=seizure.jurisdiction,
        seized_at=seizure.seized_at,
        conveyance_id=seizure.conveyance_id,
        published_on=seizure.published_on,
        published_mg=seizure.published_mg,
        synthetic=seizure.synthetic,
        demo=seizure.demo,
        seizing_officer=seizure.seizing_officer.pseudonym,
        second_officer=seizure.second_officer.pseudonym,
        **circumstances,
    )
    return seizure


def fresh_code_word() -> str:
    """Return a word that no seizure bears yet, nor a place."""
    return names.fresh_code_word(among=Seizure.objects.all())


def draft(
    record: Record,
    *,
    kind: str,
    label: str | None,
    seizure: Seizure,
    exhibit_id: Any,
    parent: HandlingUnit | None,
    reading: Reading | None,
    package_count: int | None,
    seal: SealEntry | None,
    weighed_by: Officer,
    witness: Officer | None,
    unswept: bool,
    scales: Mapping[str, Scale] | None = None,
    volume_ml: int | None = None,
    money: Money | None = None,
    label_is_known: bool = False,
) -> Draft:
    """Return a unit of goods with its first weighing and its seal, nothing of it written yet. Without ``label`` the
    house draws one; ``label_is_known`` says that where the given one is from is known or told already.

    Raises ``InvalidInput`` when the weight, the count or the seal number cannot be right.
    """
    code = (UNIT_REGISTERED if parent is None else UNIT_ENCLOSED).code
    unit = HandlingUnit(
        label=steps.label_for(label),
        kind=kind,
        jurisdiction=seizure.jurisdiction,
        seizure=seizure,
        exhibit_id=exhibit_id,
        parent=parent,
        custody_state=custody_after(family=Family.GOODS, code=code, before=None),
        package_count=entries.clean_count(package_count),
        volume_ml=entries.clean_volume(volume_ml, kind=kind),
        currency=None if money is None else money.currency,
        amount_minor=None if money is None else money.amount_minor,
        seized_at=seizure.seized_at,
        state_since=record.at,
        unswept=unswept and parent is None,
        demo=seizure.demo,
    )
    made = Draft(unit, asks_label=label is not None and not label_is_known)
    if reading is not None:
        made.weighing = _first_weighing(record, unit, reading, by=weighed_by, witness=witness, scales=scales)
    if seal is not None:
        made.seen_twice, made.looked_again = seal_steps.halves_of_two(seal), seal.looked_again
        if made.seen_twice is None:
            number, seal_class, barrel = seal_steps.seal_number(seal)
            made.seal = seal_steps.new_seal(record, unit, number=number, seal_class=seal_class, barrel_number=barrel)
            unit.seal = number
    return made


def settle_sums(drafts: Sequence[Draft]) -> None:
    """Book an outermost unit that was not weighed itself with the sum of what is in it."""
    inside: dict[Any, list[HandlingUnit]] = {}
    for each in drafts:
        inside.setdefault(each.unit.parent_id, []).append(each.unit)

    def total(unit: HandlingUnit) -> int | None:
        if unit.gross_mg is not None:
            return unit.gross_mg
        known = [mg for mg in map(total, inside.get(unit.id, [])) if mg is not None]
        return sum(known) if known else None

    for each in drafts:
        if each.unit.parent_id is None:
            each.unit.gross_mg = total(each.unit)


def write(
    record: Record,
    drafts: Sequence[Draft],
    *,
    custodian: Officer,
    second: Officer | None,
) -> list[HandlingUnit]:
    """Insert the drafts, parents before what is in them, and return the units.

    Appends ``unit.registered/1`` for an outermost unit and ``unit.enclosed/1`` for one inside another, and
    ``unit.measured/1`` for a liquid whose volume is known, ``unit.valued/1`` for cash whose amount is known,
    ``label.unprinted/1`` for a label that somebody read off it and that is on no roll of the house.
    Raises ``InvalidInput`` when a label was used before, or a
    seal number that nobody looked at again, also one of a withdrawn delivery; a seal that shows it all the same, or
    two numbers on pin and barrel, is written as a discrepancy (``discrepancy.opened/1``), and the unit is owed one of
    its own; one that looks like a used number is another.
    """
    _check_new(drafts)
    streams = record.open_streams(kind="unit", refs=[each.unit.id for each in drafts])
    for each in drafts:
        unit = each.unit
        unit.stream_id = streams[unit.id]
        if unit.custody_state != CustodyState.INSIDE:
            unit.custodian, unit.co_custodian, unit.held_since = custodian, second, record.at
        for row in (each.weighing, each.seal):
            if row is not None:
                row.stream_id = unit.stream_id
    HandlingUnit.objects.bulk_create([each.unit for each in drafts])
    Weighing.objects.bulk_create([each.weighing for each in drafts if each.weighing is not None])
    Seal.objects.bulk_create([each.seal for each in drafts if each.seal is not None])
    for each in drafts:
        _append(record, each)
        if each.unit.volume_ml is not None:
            record.append(UNIT_MEASURED, on=each.unit, measured_at=record.at, volume_ml=each.unit.volume_ml,
                          measured_by=record.act.actor.pseudonym)  # fmt: skip
        if each.unit.money is not None:
            steps.tell_value(record, each.unit)
    for each in drafts:
        if each.seen_twice is not None:
            steps.open_discrepancy(record, each.unit, kind="seal", by=record.act.actor, found=each.seen_twice)
    seal_steps.freeze_lookalikes(record, {each.unit: each.seal.number for each in drafts if each.seal is not None})
    unprinted.tell(record, [each.unit for each in drafts if each.asks_label])
    return [each.unit for each in drafts]


def numbered(seizure: Seizure, refusal: InvalidInput, unit: NewUnit, *, before: Sequence[NewUnit]) -> InvalidInput:
    """Return the refusal, said of the unit it is about: its kind, which one of the seizure, and its label."""
    known = HandlingUnit.objects.filter(seizure=seizure, kind=unit.kind).count()
    return refusal.of_unit(unit.kind, known + sum(each.kind == unit.kind for each in before) + 1, unit.label)


def _check_new(drafts: Sequence[Draft]) -> None:
    """Return when no seal and no label of the drafts was used before, nor twice among them; name the unit that has
    it."""
    numbers = [each.seal.number for each in drafts if each.seal is not None]
    register_policies.check_seals_not_withdrawn(
        each.seal.number for each in drafts if each.seal is not None and not each.looked_again
    )
    seals = seal_steps.worthless_among(numbers)
    labels = facts.labels_in_use(each.unit.label for each in drafts)
    count: Counter[str] = Counter()
    for each in drafts:
        unit = each.unit
        count[unit.kind] += 1
        refusal = None
        if each.seal is not None and each.seal.number in seals:
            if each.looked_again:
                # One number is one seal for ever: this one is no seal of ours in the books, whatever it looks like.
                each.seen_twice, each.seal, unit.seal = each.seal.number, None, None
            else:
                refusal = policies.seal_in_use(each.seal.number)
        if refusal is None and unit.label in labels:
            refusal = policies.label_in_use()
        if refusal is not None:
            known = HandlingUnit.objects.filter(seizure=unit.seizure_id, kind=unit.kind).count()
            raise refusal.of_unit(unit.kind, known + count[unit.kind], unit.label if unit.label in labels else None)
        labels.add(unit.label)
        if each.seal is not None:
            seals.add(each.seal.number)


def _first_weighing(
    record: Record,
    unit: HandlingUnit,
    reading: Reading,
    *,
    by: Officer,
    witness: Officer | None,
    scales: Mapping[str, Scale] | None,
) -> Weighing:
    gross, tare, net = entries.settle_masses(reading)
    scale = steps.scale_of(reading, gross_mg=gross, scales=scales)
    if unit.package_count is None:
        unit.package_count = entries.clean_count(reading.package_count)
    unit.gross_mg, unit.tare_mg, unit.net_mg = gross, tare, net
    unit.weighing_basis = entries.basis_for(kind=unit.kind, given=reading.weighing_basis)
    return Weighing(
        unit=unit,
        occasion="seizure",
        weighing_basis=unit.weighing_basis,
        method=reading.method,
        scale=scale,
        calibrated=steps.is_calibrated(record, scale),
        gross_mg=gross,
        tare_mg=tare,
        net_mg=net,
        package_count=unit.package_count,
        weighed_by=by,
        witness=witness,
        weighed_at=record.at,
    )


def _append(record: Record, made: Draft) -> None:
    unit, weighing, seal = made.unit, made.weighing, made.seal
    values: dict[str, Any] = {
        "unit_id": unit.id,
        "label": unit.label,
        "kind": unit.kind,
        "seizure_id": unit.seizure_id,
        "exhibit_id": unit.exhibit_id,
        "jurisdiction": unit.jurisdiction,
        "seized_at": unit.seized_at,
        "demo": unit.demo,
        "package_count": unit.package_count,
        "gross_mg": unit.gross_mg,
        "tare_mg": unit.tare_mg,
        "net_mg": unit.net_mg,
        "weighing_basis": unit.weighing_basis,
        "seal": unit.seal,
    }
    if weighing is not None:
        values |= {
            "weighing_id": weighing.id,
            "scale_id": weighing.scale_id,
            "method": weighing.method,
            "calibrated": weighing.calibrated,
            "weighed_by": weighing.weighed_by.pseudonym,
            "witness": None if weighing.witness is None else weighing.witness.pseudonym,
        }
    if seal is not None:
        values |= {"seal_id": seal.id, "seal_class": seal.seal_class, "barrel_number": seal.barrel_number}
    rows = [row for row in (weighing, seal) if row is not None]
    if unit.custodian is None:
        record.append(UNIT_ENCLOSED, on=unit, rows=rows, parent_id=unit.parent_id, **values)
        return
    second = unit.co_custodian
    record.append(
        UNIT_REGISTERED,
        on=unit,
        rows=rows,
        unswept=unit.unswept,
        custodian=unit.custodian.pseudonym,
        co_custodian=None if second is None else second.pseudonym,
        **values,
    )
