"""Written acts that let goods go on under watch, whole or exchanged, and goods that come back from a loan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import LOAN_ENDED, OPERATION_ENDED, UNIT_EXCHANGED
from custody.core.exceptional import DUMMY, SPLIT, Exceptional
from custody.core.lifecycle import Family
from custody.evidence import entries, lists, policies
from custody.evidence.actions import (
    adding_up,
    dividing,
    exceptions,
    outcomes,
    overloading,
    posts,
    registering,
    seal_steps,
    signatures,
    steps,
    vaults,
    weights,
)
from custody.evidence.actions.moving import room_or_reason
from custody.evidence.entries import NewUnit, Reading
from custody.evidence.exceptions import permissions
from custody.evidence.exceptions.opening import EXCHANGE, check_empty
from custody.evidence.locking import lock_place, lock_unit
from custody.evidence.models import HandlingUnit, Proposal
from custody.evidence.permissions import check_witness
from custody.evidence.selectors import exceptions as exceptional
from custody.evidence.selectors import facts, room
from custody.evidence.selectors.places import place_now
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge, place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record


def end_operation(
    *,
    act: Act,
    unit_id: UUID,
    witness_badge: str,
    place: str,
    remark: str | None = None,
    over_limit_reason: str | None = None,
    expected_seq: int | None = None,
) -> HandlingUnit:
    """Say that a written act is carried out and the unit stands in ordinary custody again; return it.

    ``place`` (a code word) says where it lies now, and ``over_limit_reason`` why it lies in one that may not hold it.
    Goods were out of our hands: they are swept and weighed anew, and a clock runs for each. Who: the custodian or who
    commands, with a witness who signs later by their own authentication. When: it is under a written act, and the
    place has room, or it lies there already. Appends ``operation.ended/1``, ``unit.placed/1``,
    ``place.overfilled/1`` and ``signature.owed/1``.
    """
    said = entries.clean_text(remark, field="remark", most=500)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    where = place_by_code_word(code_word=place)
    with recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        after = policies.check_step(unit, code=OPERATION_ENDED.code)
        permissions.check_can_end_operation(act.actor, unit)
        check_witness(act.actor, witness)
        policies.check_place_kind(where, lists.STOP_KINDS if unit.family is Family.CONVEYANCE else
                                  (*lists.STOP_KINDS, *lists.STORE_KINDS))  # fmt: skip
        lies = lock_place(where)
        reason = room_or_reason(lies, [unit], over_limit_reason)
        steps.advance(record, unit, to=after)
        unit.sealed_view = False
        unit.save(update_fields=["sealed_view"])
        record.append(
            OPERATION_ENDED, on=unit, ended_at=record.at, ended_by=act.actor.pseudonym, witness=witness.pseudonym,
            remark=said,
        )  # fmt: skip
        steps.put_in_place(record, unit, lies, code="unit.placed/1")
        posts.end_left_posts(record, [unit])
        overloading.note(record, lies, cause=OPERATION_ENDED.code, reason=reason)
        signatures.owe(record, [unit], matter="witness", about=OPERATION_ENDED.code, wanted=witness)
        record.result = {"unit": str(unit.id)}
    return unit


def exchange_unit(
    *,
    act: Act,
    unit_id: UUID,
    witness_badge: str,
    reference: str,
    originals: Sequence[NewUnit],
    dummies: Sequence[NewUnit],
    loss_reason: str | None = None,
    expected_seq: int | None = None,
) -> list[HandlingUnit]:
    """Take the content out of a unit and put a dummy in its place; return the originals, then the dummies.

    The originals live on as units of their own, weighed and sealed; what they weigh is held against what was booked.
    The dummies are units too, without drugs: they travel and come back. ``reference`` is that of the written act. It
    takes prior authorisation (R37): two people approve an ``exchange`` on the paper of the act. Where they did not, the
    exchange is a fact all the same; its paper is owed within its clock until one files it and another confirms it, and
    the originals are frozen. What was asked about the unit before is overtaken, also the exchange itself; what is in
    dispute stays so in every original.

    Who: the custodian, with a witness who signs later by their own authentication. When: as for a split, but while the
    unit is in dispute, or something about it waits for a second person, too. Appends ``exception.decided/1`` for that,
    ``unit.registered/1``, ``unit.derived/2`` and ``signature.owed/1`` for each new unit, ``unit.exchanged/1``, and
    ``place.overfilled/1`` as there; without its authorisation ``exception.proposed/3`` on the unit, and
    ``discrepancy.opened/1`` for each original.
    """
    paper = entries.clean_text(reference, field="reference", most=64)
    if paper is None:
        raise InvalidInput("exception.no_reference", "Enter the reference of the written act", field="reference")
    if not originals or not dummies or len(originals) + len(dummies) > dividing.MOST_PARTS:
        raise InvalidInput("exchange.parts", "Say what was taken out, and what was put in its place", field="parts")
    division = dividing.cleaned(
        dividing.Division(how=SPLIT, parts=originals, reason=paper, loss_reason=loss_reason)
    )
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with steps.clashes_explained(), recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_divide(act.actor, [unit], how=EXCHANGE)
        check_empty([unit])
        check_witness(act.actor, witness)
        is_authorised = exceptional.is_exchange_authorised(unit)
        lies, seizure = place_now(unit), facts.seizure_of(unit)
        where = None if lies is None else lock_place(lies)
        lay_mg = 0 if where is None else room.placed_mg(where)
        drafts = dividing.drafts_of(record, unit, originals, witness=witness)
        before, after = adding_up.before_of(record, [unit]), adding_up.mass_of(drafts)
        adding_up.check_told(before, drafts, loss_reason=division.loss_reason)
        scales = steps.scales_of(part.reading for part in dummies)
        fakes = [
            registering.draft(
                record, kind=DUMMY, label=part.label, seizure=seizure, exhibit_id=None, parent=None,
                reading=part.reading, package_count=part.package_count, seal=part.seal, weighed_by=act.actor,
                witness=witness, unswept=False, scales=scales,
            )
            for part in dummies
        ]  # fmt: skip
        keeper = unit.custodian or act.actor
        made = registering.write(record, drafts, custodian=keeper, second=unit.co_custodian)
        put = registering.write(record, fakes, custodian=keeper, second=unit.co_custodian)
        dividing.derive(record, made, [unit], how=SPLIT)
        dividing.derive(record, put, [unit], how=DUMMY)
        dividing.stay_frozen(record, unit, made, how=EXCHANGE, witness=witness, reason=paper)
        exceptions.overtake(record, [unit])
        dividing.take_place(record, [*made, *put], unit, where)
        seal_steps.take_off_any_seal(record, unit, reason="exchange", by=act.actor, witness=witness)
        rows = outcomes.let_go(record, unit, code=UNIT_EXCHANGED.code)
        record.append(
            UNIT_EXCHANGED,
            on=unit,
            rows=rows,
            child_count=len(made) + len(put),
            children=[str(each.id) for each in (*made, *put)],
            exchanged_at=record.at,
            gross_mg=unit.gross_mg,
            originals_mg=after,
            dummies_mg=sum(each.gross_mg or 0 for each in put),
            loss_mg=None if before.mg is None else before.mg - after,
            loss_reason=division.loss_reason,
            done_by=act.actor.pseudonym,
            witness=witness.pseudonym,
            reference=paper,
        )
        overloading.note_growth(record, where, from_mg=lay_mg, cause=UNIT_EXCHANGED.code)
        if not is_authorised:
            _owe_authorisation(record, unit, made, reference=paper)
        adding_up.open_differences(record, before, made)
        signatures.owe(record, [*made, *put], matter="witness", about=UNIT_EXCHANGED.code, wanted=witness)
        record.result = {"unit": str(unit.id), "units": [str(each.id) for each in (*made, *put)]}
    return [*made, *put]


def _owe_authorisation(record: Record, unit: HandlingUnit, made: Sequence[HandlingUnit], *, reference: str) -> None:
    """Owe the paper of an exchange that nobody authorised beforehand, and freeze what was taken out."""
    exceptions.write(record, Proposal(
        unit=unit, exception=Exceptional.EXCHANGE.value, reason=reference, reference=reference, already=True,
    ))  # fmt: skip
    for each in made:
        steps.open_discrepancy(
            record, each, kind=facts.NO_ACT, by=record.act.actor, expected="written act", found="none"
        )


def end_loan(
    *, act: Act, unit_id: UUID, reading: Reading, place: str, expected_seq: int | None = None
) -> HandlingUnit:
    """Take back what was lent for training, weigh it, and return it: in store again, in the custody of the actor.

    What it weighs is held against what it weighed when it left; beyond tolerance it is frozen. Who: a storekeeper who
    is not the borrower. When: it is on loan. Appends ``unit.weighed/1``, ``loan.ended/1`` and ``unit.placed/1``.
    """
    where = place_by_code_word(code_word=place)
    policies.check_place_kind(where, lists.STORE_KINDS)
    with recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        after = policies.check_step(unit, code=LOAN_ENDED.code)
        permissions.check_can_take_back(act.actor, unit)
        borrower = unit.custodian
        policies.check_weighed_by_itself(unit, reading)
        weighing, _ = weights.weigh(record, unit, reading, occasion="receipt", by=act.actor, witness=None)
        steps.advance(record, unit, to=after)
        steps.hold(record, unit, custodian=act.actor)
        record.append(
            LOAN_ENDED,
            on=unit,
            ended_at=record.at,
            weighing_id=weighing.id,
            gross_mg=weighing.gross_mg,
            custodian=act.actor.pseudonym,
            co_custodian=None,
            returned_by="" if borrower is None else borrower.pseudonym,
        )
        vaults.owe_passage(record, [unit], where, about=LOAN_ENDED.code, second=borrower)
        steps.put_in_place(record, unit, lock_place(where), code="unit.placed/1")
        if borrower is not None:
            signatures.owe_second(record, [unit], about=LOAN_ENDED.code, wanted=borrower)
        record.result = {"unit": str(unit.id)}
    return unit
