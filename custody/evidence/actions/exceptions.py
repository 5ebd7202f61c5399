"""Asking for an exception, deciding on it, taking it back: nothing happens by one person's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import EXCEPTION_ACT_ATTACHED, EXCEPTION_DECIDED, EXCEPTION_PROPOSED_3
from custody.core.exceptional import NEEDS, Exceptional
from custody.evidence import entries
from custody.evidence.actions import outcomes, steps
from custody.evidence.actions.photo import keep_photo
from custody.evidence.exceptions import exchanging, permissions, policies
from custody.evidence.locking import lock_seizure, lock_unit_and_outermost
from custody.evidence.models import HandlingUnit, Proposal
from custody.evidence.photos import StoredFiles, media_type_of
from custody.evidence.policies import check_version
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors import timeline
from custody.evidence.selectors.facts import NO_ACT
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record

SPEAKER_MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What a unit is booked with once an entry is put right; ``None`` leaves a value as it stands. ``substance`` is
    that of its exhibit, and so of all units of it."""

    event_seq: int
    gross_mg: int | None = None
    tare_mg: int | None = None
    net_mg: int | None = None
    package_count: int | None = None
    volume_ml: int | None = None
    substance: str | None = None


def propose_exception(
    *,
    act: Act,
    unit_id: UUID,
    exception: str,
    reason: str,
    reference: str | None = None,
    party: str | None = None,
    correction: Corrected | None = None,
    spoken_by: str | None = None,
    listener_badge: str | None = None,
    already: bool = False,
    expected_seq: int | None = None,
) -> Proposal:
    """Ask for an exception on a unit and return the proposal; it waits for a second person.

    ``reference`` is that of the written act where one is needed, ``party`` who receives the unit (a name, or the badge
    of the officer who borrows it). ``correction`` goes with ``correction`` only.

    What needs the paper of an act has it attached (``attach_act``) before it is approved. That goods go on under watch
    may be given by word of mouth: ``spoken_by`` says who, ``listener_badge`` who heard it too and decides. Or it took
    place ``already``: then no act that is missing stands in the way of the record. The paper of both is owed within
    its clock. So is told that goods were taken along, or a conveyance driven off, before anybody let them go.

    Who: by exception, see ``exceptions.permissions.PROPOSERS``; what took place already, whoever handles goods. When:
    the exception could befall the unit now, it is not offered, and nothing else about it waits; what took place
    already is not held back by a discrepancy, a hold or an order. Appends ``exception.proposed/3``, and
    ``discrepancy.opened/1`` for what took place without its act.
    """
    what = Exceptional(entries.chosen(exception, tuple(Exceptional), field="exception"))
    needs = NEEDS[what]
    why = entries.clean_reason(reason)
    paper = entries.clean_text(reference, field="reference", most=64)
    speaker = entries.clean_text(spoken_by, field="spoken_by", most=SPEAKER_MOST)
    listener = None if listener_badge is None else officer_by_badge(badge=listener_badge, field="listener_badge")
    policies.check_act_named(needs, reference=paper, spoken_by=speaker, listener=listener, already=already)
    whom = entries.clean_text(party, field="party", most=120)
    if needs.party and whom is None:
        raise InvalidInput("exception.no_party", "Say who receives it", field="party")
    borrower = officer_by_badge(badge=whom, field="party") if needs.party == "badge" and whom else None
    with steps.clashes_explained(), recording(act, authorises=True) as record:
        unit, _ = lock_unit_and_outermost(unit_id)
        check_version(unit, expected_seq)
        permissions.check_can_propose(act.actor, unit, what, already=already)
        if listener is not None:
            permissions.check_can_listen(act.actor, listener, what)
        if borrower is not None:
            permissions.check_borrower(borrower, unit)
        proposal = Proposal(
            unit=unit, exception=what.value, reason=why, reference=paper,
            party=None if borrower is not None else whom,
            party_badge=None if borrower is None else borrower.badge,
            already=already, spoken_by=speaker, listener=listener, **_corrected(unit, what, correction),
        )  # fmt: skip
        write(record, proposal)
        if already:
            steps.open_discrepancy(record, unit, kind=NO_ACT, by=act.actor, expected="written act", found="none")
        record.result = {"exception": str(proposal.id), "unit": str(unit.id)}
    return proposal


def write(record: Record, proposal: Proposal) -> None:
    """Write that something waits for a second person. A step; appends ``exception.proposed/3``."""
    proposal.stream_id, proposal.proposed_by, proposal.proposed_at = (
        proposal.unit.stream_id, record.act.actor, record.at
    )  # fmt: skip
    proposal.save(force_insert=True)
    record.append(
        EXCEPTION_PROPOSED_3,
        on=proposal.unit,
        rows=[proposal],
        proposal_id=proposal.id,
        proposed_at=record.at,
        event_seq=proposal.event_seq,
        exception=proposal.exception,
        gross_mg=proposal.gross_mg,
        tare_mg=proposal.tare_mg,
        net_mg=proposal.net_mg,
        package_count=proposal.package_count,
        volume_ml=proposal.volume_ml,
        substance=proposal.substance,
        proposed_by=record.act.actor.pseudonym,
        reason=proposal.reason,
        reference=proposal.reference,
        party=proposal.party,
        party_badge=proposal.party_badge,
        already=proposal.already,
        spoken_by=proposal.spoken_by,
        listener=None if proposal.listener is None else proposal.listener.pseudonym,
    )


def attach_act(
    *, act: Act, proposal_id: UUID, reference: str, document: bytes, expected_seq: int | None = None
) -> Proposal:
    """Attach the paper of the act that an exception rests on, a PDF or a photo of it, and return the exception.

    Who: a case officer or supervisor; of what was said by word of mouth or took place already, not who wrote it down.
    When: the exception needs it, was not turned down, and has none. Appends ``exception.act_attached/1`` and
    ``photo.attached/1``.
    """
    paper = entries.clean_text(reference, field="reference", most=64)
    if paper is None:
        raise InvalidInput("exception.no_reference", "Enter the reference of the written act", field="reference")
    media_type = media_type_of(document, documents=True)
    with StoredFiles() as files, recording(act, authorises=True) as record:
        proposal, unit, _ = locked(proposal_id, expected_seq)
        permissions.check_can_attach_act(act.actor, proposal)
        proposal.reference, proposal.act_by, proposal.act_at = paper, act.actor, record.at
        proposal.save(update_fields=["reference", "act_by", "act_at"])
        record.append(
            EXCEPTION_ACT_ATTACHED, on=unit, rows=[proposal], proposal_id=proposal.id, attached_at=record.at,
            attached_by=act.actor.pseudonym, reference=paper,
        )  # fmt: skip
        keep_photo(record, files, document, slot="document", media_type=media_type, proposal=proposal)
        record.result = {"exception": str(proposal.id), "unit": str(unit.id)}
    return proposal


def decide_exception(
    *, act: Act, proposal_id: UUID, approve: bool, answer: str | None = None, expected_seq: int | None = None
) -> Proposal:
    """Approve or refuse an exception and return it; what was approved happens in the same act. What is given away waits
    for its keeper (``give_unit``), who answers for it until then.

    Who: by exception, see ``exceptions.permissions.DECIDERS``; never who asked, never who has the unit, and for what is
    written off or gone already never who had it; what was said by word of mouth, who heard it too; of what is or was
    exchanged, neither who attached its paper nor who stood by. When: nobody has decided, the paper that it needs is
    there or owed, and it could still befall the unit. Appends
    ``exception.decided/1`` and, when approved, the event of the exception; what an event destroyed is inquired into.
    """
    said = entries.clean_text(answer, field="answer", most=500)
    if not approve and said is None:
        raise InvalidInput("text.empty", "Write the reason", field="answer")
    with steps.clashes_explained(), recording(act, authorises=True) as record:
        proposal, unit, outermost = locked(proposal_id, expected_seq)
        permissions.check_can_decide(act.actor, proposal, former=timeline.custodians_of(outermost))
        if approve:
            policies.check_act_there(proposal)
            if not exchanging.is_done(proposal):
                policies.check_can_happen(unit, Exceptional(proposal.exception), already=proposal.already)
                policies.check_offer_closed(unit)
        _close(record, proposal, state="approved" if approve else "refused", answer=said)
        if approve:
            outcomes.carry_out(record, proposal)
        record.result = {"exception": str(proposal.id), "unit": str(unit.id)}
    return proposal


def withdraw_exception(*, act: Act, proposal_id: UUID, expected_seq: int | None = None) -> Proposal:
    """Take back what was asked for, and return it.

    Who: who asked. When: nobody has decided, or it was approved and is not given yet. Appends ``exception.decided/1``.
    """
    with recording(act, authorises=True) as record:
        proposal, unit, _ = locked(proposal_id, expected_seq)
        permissions.check_can_withdraw(act.actor, proposal)
        _close(record, proposal, state="withdrawn", answer=None)
        record.result = {"exception": str(proposal.id), "unit": str(unit.id)}
    return proposal


def overtake(record: Record, units: Sequence[HandlingUnit]) -> None:
    """Close what waits for a second person, or for its keeper, about units that became others meanwhile: nobody can
    decide on it any more. It is asked anew about what they became. The units are locked. A step; appends
    ``exception.decided/1`` for each."""
    for unit in units:
        waiting = selectors.open_proposal(unit)
        if waiting is not None:
            proposal = Proposal.objects.select_for_update().get(pk=waiting.pk)
            proposal.unit = unit
            _close(record, proposal, state="overtaken", answer=None)


def _close(record: Record, proposal: Proposal, *, state: str, answer: str | None) -> None:
    proposal.state, proposal.answer = state, answer
    proposal.decided_by, proposal.decided_at = record.act.actor, record.at
    proposal.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    record.append(
        EXCEPTION_DECIDED,
        on=proposal.unit,
        rows=[proposal],
        proposal_id=proposal.id,
        outcome=state,
        decided_at=record.at,
        decided_by=record.act.actor.pseudonym,
        answer=answer,
    )


def locked(proposal_id: UUID, expected_seq: int | None) -> tuple[Proposal, HandlingUnit, HandlingUnit]:
    """Return the proposal, its unit and the outermost unit around that, as they stand now; the units are locked, and
    the seizure before them where its exhibit is put right. A step."""
    if seizure_id := selectors.seizure_put_right_by(proposal_id):
        lock_seizure(seizure_id)
    unit, outermost = lock_unit_and_outermost(selectors.unit_id_of_proposal(proposal_id))
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    check_version(proposal, expected_seq)
    proposal.unit = unit
    return proposal, unit, outermost


def _corrected(unit: HandlingUnit, what: Exceptional, correction: Corrected | None) -> dict[str, Any]:
    """Return the columns of a correction: what the unit will be booked with."""
    if what is not Exceptional.CORRECTION:
        return {}
    if correction is None:
        raise InvalidInput("correction.no_entry", "Choose the entry that is wrong", field="event_seq")
    policies.check_corrects(unit, event_seq=correction.event_seq)
    gross = unit.gross_mg if correction.gross_mg is None else correction.gross_mg
    tare, net = correction.tare_mg, correction.net_mg
    if tare is None and net is None:
        tare = unit.tare_mg
    if gross is not None:
        gross, tare, net = entries.settle_masses(entries.Reading(gross_mg=gross, tare_mg=tare, net_mg=net))
    count = unit.package_count if correction.package_count is None else correction.package_count
    return {
        "event_seq": correction.event_seq, "gross_mg": gross, "tare_mg": tare, "net_mg": net,
        "package_count": entries.clean_count(count),
        "volume_ml": entries.clean_volume(correction.volume_ml, kind=unit.kind),
        "substance": policies.check_other_substance(unit, correction.substance),
    }  # fmt: skip
