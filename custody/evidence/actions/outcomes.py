"""What happens once a second person has approved an exception. Each step takes ``record`` first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from custody.core.events import (
    CARGO_RELEASED,
    EXHIBIT_CORRECTED,
    LOAN_BEGAN,
    OPERATION_BEGAN,
    UNIT_CORRECTED,
    UNIT_DESTROYED_BY_EVENT,
    UNIT_DISPOSED,
    UNIT_HANDED_OVER,
    UNIT_LOST,
    UNIT_MEASURED,
    UNIT_RELEASED,
    UNIT_RETURNED,
    UNIT_STOLEN,
    EventType,
)
from custody.core.exceptional import GIVEN_AWAY, NEEDS, Exceptional
from custody.evidence import policies
from custody.evidence.actions import inquiries, losing, signatures, steps, stop, vaults
from custody.evidence.exceptions.permissions import check_may_leave
from custody.evidence.selectors import facts
from custody.evidence.selectors.places import place_now
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.evidence.models import Exhibit, HandlingUnit, LabResult, Proposal
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer

_ENDS: dict[Exceptional, EventType] = {
    Exceptional.RETURN: UNIT_RETURNED,
    Exceptional.DISPOSAL: UNIT_DISPOSED,
    Exceptional.HAND_OUT: UNIT_HANDED_OVER,
    Exceptional.CARGO_RELEASE: CARGO_RELEASED,
    Exceptional.STOLEN: UNIT_STOLEN,
    Exceptional.LOST: UNIT_LOST,
    Exceptional.DESTROYED_BY_EVENT: UNIT_DESTROYED_BY_EVENT,
}


def carry_out(record: Record, proposal: Proposal) -> None:
    """Do what was approved, and append its event. What is given away stays with its keeper until they give it, and what
    is to be exchanged until they exchange it. What is gone already nobody gives, and nothing keeps here."""
    exception = Exceptional(proposal.exception)
    if not proposal.already:
        check_may_leave(proposal.unit, exception)
    if (exception in GIVEN_AWAY and not proposal.already) or exception is Exceptional.EXCHANGE:
        return
    if exception in _ENDS:
        end_custody(record, proposal)
        if exception is Exceptional.DESTROYED_BY_EVENT:
            inquiries.begin(record, proposal.unit)
        return
    does: dict[Exceptional, Callable[[Record, Proposal], None]] = {
        Exceptional.RELEASE: _release,
        Exceptional.LOAN: _lend,
        Exceptional.OPERATION: _begin_operation,
        Exceptional.CORRECTION: _correct,
    }
    does[exception](record, proposal)


def let_go(record: Record, unit: HandlingUnit, *, code: str) -> list[Any]:
    """Write that nobody has the unit any more; return the rows that the event of ``code`` explains.

    A unit inside another leaves it: it is no part of it any more. Guards who stand at it are relieved.
    """
    for post in facts.open_guards(unit):
        stop.relieve(record, unit, post)
    # All at once: a unit inside another has a state of its own only when it is out of it.
    unit.custody_state, unit.state_since = policies.check_step(unit, code=code), record.at
    unit.parent = unit.custodian = unit.co_custodian = unit.held_since = None
    unit.save(update_fields=["custody_state", "state_since", "parent", "custodian", "co_custodian", "held_since"])
    return list(steps.leave_place(record, unit))


def end_custody(record: Record, proposal: Proposal) -> None:
    """Write that nobody has the unit any more, by an exception that was approved; append the event of that. What is
    lost out of another unit leaves its mass (``contents.lost/1``, ``unit.set_apart/1``) where it was weighed itself;
    else that it is gone is told of that unit (``contents.gone/1``)."""
    unit, exception = proposal.unit, Exceptional(proposal.exception)
    event, is_loss = _ENDS[exception], NEEDS[exception].loss
    outer = facts.outermost_of(unit)
    lay = place_now(outer) if is_loss else None
    left = losing.take_off(record, proposal, outer) if is_loss and outer.id != unit.id else None
    fields: dict[str, Any] = (
        {"place_id": None if lay is None else lay.id} if is_loss else {"party": proposal.party}
    )
    rows = let_go(record, unit, code=event.code)
    if left is not None:
        losing.set_apart(record, left)
    record.append(
        event,
        on=unit,
        rows=rows,
        gone_at=record.at,
        proposal_id=proposal.id,
        gross_mg=unit.gross_mg,
        proposed_by=proposal.proposed_by.pseudonym,
        decided_by=None if proposal.decided_by is None else proposal.decided_by.pseudonym,
        reason=proposal.reason,
        reference=proposal.reference,
        **fields,
    )


def _release(record: Record, proposal: Proposal) -> None:
    rows = let_go(record, proposal.unit, code=UNIT_RELEASED.code)
    record.append(
        UNIT_RELEASED, on=proposal.unit, rows=rows, reason=proposal.reason, approved_by=record.act.actor.pseudonym
    )


def _lend(record: Record, proposal: Proposal) -> None:
    unit = proposal.unit
    borrower = officer_by_badge(badge=proposal.party_badge or "")
    steps.advance(record, unit, to=policies.check_step(unit, code=LOAN_BEGAN.code))
    _owe_way_out(record, proposal, about=LOAN_BEGAN.code)
    steps.hold(record, unit, custodian=borrower)
    left = steps.leave_place(record, unit)
    record.append(
        LOAN_BEGAN,
        on=unit,
        rows=left,
        began_at=record.at,
        proposal_id=proposal.id,
        gross_mg=unit.gross_mg,
        custodian=borrower.pseudonym,
        co_custodian=None,
        decided_by=record.act.actor.pseudonym,
        reference=proposal.reference,
    )
    # Two others said who has it from now on: the borrower says so too.
    signatures.owe_second(record, [unit], about=LOAN_BEGAN.code, wanted=borrower, owed_by=proposal.proposed_by)


def _begin_operation(record: Record, proposal: Proposal) -> None:
    unit = proposal.unit
    for post in facts.open_guards(unit):
        stop.relieve(record, unit, post)
    steps.advance(record, unit, to=policies.check_step(unit, code=OPERATION_BEGAN.code))
    unit.sealed_view = True
    unit.save(update_fields=["sealed_view"])
    _owe_way_out(record, proposal, about=OPERATION_BEGAN.code)
    left = steps.leave_place(record, unit)
    record.append(
        OPERATION_BEGAN,
        on=unit,
        rows=left,
        began_at=record.at,
        proposal_id=proposal.id,
        decided_by=record.act.actor.pseudonym,
        reference=proposal.reference,
    )


def _owe_way_out(record: Record, proposal: Proposal, *, about: str) -> None:
    """Write that who had the goods has yet to sign that they left a vault: who asked and who decided were not there."""
    unit = proposal.unit
    vaults.owe_passage(record, [unit], None, about=about, second=unit.custodian, owed_by=proposal.proposed_by)


def put_exhibit_right(
    record: Record, exhibit: Exhibit, substance: str, *, author: Officer, proposal: Proposal | None = None,
    result: LabResult | None = None,
) -> None:
    """Write that an exhibit is another substance than it is booked as; the actor confirms what ``author`` wrote down.
    Its seizure is locked. A step; appends ``exhibit.corrected/1``."""
    before, exhibit.substance = exhibit.substance, substance
    exhibit.save(update_fields=["substance"])
    record.append(
        EXHIBIT_CORRECTED,
        on=exhibit.seizure,
        rows=[exhibit],
        exhibit_id=exhibit.id,
        number=exhibit.number,
        corrected_at=record.at,
        proposal_id=None if proposal is None else proposal.id,
        result_id=None if result is None else result.id,
        substance=substance,
        before=before,
        author=author.pseudonym,
        confirmed_by=record.act.actor.pseudonym,
        says=None if proposal is None else proposal.reason,
    )


def _correct(record: Record, proposal: Proposal) -> None:
    unit = proposal.unit
    if proposal.substance is not None and unit.exhibit is not None:
        put_exhibit_right(record, unit.exhibit, proposal.substance, author=proposal.proposed_by, proposal=proposal)
    if proposal.volume_ml is not None:
        unit.volume_ml = proposal.volume_ml
        unit.save(update_fields=["volume_ml"])
        record.append(
            UNIT_MEASURED, on=unit, measured_at=record.at, volume_ml=unit.volume_ml,
            measured_by=proposal.proposed_by.pseudonym,
        )  # fmt: skip
    unit.gross_mg, unit.tare_mg, unit.net_mg = proposal.gross_mg, proposal.tare_mg, proposal.net_mg
    unit.package_count = proposal.package_count
    unit.save(update_fields=["gross_mg", "tare_mg", "net_mg", "package_count"])
    record.append(
        UNIT_CORRECTED,
        on=unit,
        event_seq=proposal.event_seq,
        proposal_id=proposal.id,
        corrected_at=record.at,
        gross_mg=unit.gross_mg,
        tare_mg=unit.tare_mg,
        net_mg=unit.net_mg,
        package_count=unit.package_count,
        author=proposal.proposed_by.pseudonym,
        confirmed_by=record.act.actor.pseudonym,
        says=proposal.reason,
    )
