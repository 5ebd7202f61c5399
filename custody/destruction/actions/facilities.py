"""Furnaces: registered when a house is founded; afterwards proposed by one person and decided by another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound
from custody.core.events import FACILITY_CHANGED, FACILITY_DECIDED, FACILITY_PROPOSED, FACILITY_REGISTERED
from custody.destruction import furnace_policies
from custody.destruction.models import Facility
from custody.destruction.plan_models import FacilityProposal
from custody.evidence import lists
from custody.evidence.policies import check_place_kind, check_version
from custody.ledger.recording import recording
from custody.organisation.actions.proposing import close, locked, said_why
from custody.organisation.permissions import check_can_administer
from custody.organisation.policies import check_code_word
from custody.organisation.proposal_permissions import check_can_decide, check_can_withdraw
from custody.organisation.selectors import place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record
    from custody.organisation.models import Place

WORKING = ("session_limit_mg", "opens_minute", "closes_minute", "residue")
"""How a furnace works: what a proposal says of it."""
RESIDUE_MOST = 200


def register_facility(*, act: Act, code_word: str, place: str, session_limit_mg: int) -> Facility:
    """Register a furnace and what it takes in one burn, and return the row. ``place`` is the code word of its
    place.

    Who: an administrator. When: while the code word is free and the place is one for furnaces, else
    ``InvalidInput``. Appends ``facility.registered/1``.
    """
    check_can_administer(act.actor)
    draft = drafted_facility(code_word=code_word, place=place, session_limit_mg=session_limit_mg)
    with recording(act, authorises=True) as record:
        facility = _new_facility(record, draft)
        record.result = {"facility": str(facility.id)}
    return facility


def drafted_facility(
    *,
    session_limit_mg: int,
    opens_minute: int | None = None,
    closes_minute: int | None = None,
    residue: str = "",
    facility: Facility | None = None,
    code_word: str = "",
    place: str = "",
) -> FacilityProposal:
    """Return the proposal as it would be, not yet written: with ``facility`` of one that is there, else of a new one.

    Raises ``InvalidInput``.
    """
    furnace_policies.check_limit(session_limit_mg)
    furnace_policies.check_hours(opens_minute, closes_minute)
    works = {
        "session_limit_mg": session_limit_mg, "opens_minute": opens_minute, "closes_minute": closes_minute,
        "residue": " ".join(residue.split())[:RESIDUE_MOST],
    }  # fmt: skip
    if facility is not None:
        return FacilityProposal(facility=facility, code_word=facility.code_word, place=facility.place, **works)
    where: Place = place_by_code_word(code_word=place)
    check_place_kind(where, (lists.FURNACE_KIND,))
    word = code_word.strip().upper()
    check_code_word(word)
    _check_free(word)
    return FacilityProposal(code_word=word, place=where, **works)


def propose_facility(
    *,
    act: Act,
    reason: str,
    session_limit_mg: int,
    opens_minute: int | None = None,
    closes_minute: int | None = None,
    residue: str = "",
    facility_id: UUID | None = None,
    code_word: str = "",
    place: str = "",
    expected_seq: int | None = None,
) -> FacilityProposal:
    """Propose a new furnace, or how one that is there works from now on, and return the proposal.

    Who: an administrator. When: the code word of a new furnace is free and its place is one for furnaces; no proposal
    for it is open, and it changes something. Appends ``facility.proposed/1``.
    """
    check_can_administer(act.actor)
    why = said_why(reason)
    with recording(act, authorises=True) as record:
        facility = None
        if facility_id is not None:
            facility = _locked_facility(facility_id)
            check_version(facility, expected_seq)
        proposal = drafted_facility(
            session_limit_mg=session_limit_mg, opens_minute=opens_minute, closes_minute=closes_minute, residue=residue,
            facility=facility, code_word=code_word, place=place,
        )  # fmt: skip
        if facility is not None and all(getattr(facility, name) == getattr(proposal, name) for name in WORKING):
            raise InvalidInput("facility.same", "This is how it is already", field="session_limit_mg")
        if FacilityProposal.objects.filter(code_word=proposal.code_word, state="open").exists():
            raise NotAllowedNow(
                "facility.proposed", "A proposal for this furnace is open already. Decide that one first"
            )
        proposal.reason, proposal.proposed_by, proposal.proposed_at = why, act.actor, record.at
        proposal.stream_id = record.open_stream(kind="proposal", ref=proposal.id)
        proposal.save(force_insert=True)
        record.append(
            FACILITY_PROPOSED, on=proposal, proposal_id=proposal.id, facility_id=proposal.facility_id,
            code_word=proposal.code_word, place_id=proposal.place_id, proposed_at=record.at, reason=why,
            proposed_by=act.actor.pseudonym, **{name: getattr(proposal, name) for name in WORKING},
        )  # fmt: skip
        record.result = {"facility_proposal": str(proposal.id)}
    return proposal


def decide_facility(*, act: Act, proposal_id: UUID, approve: bool) -> FacilityProposal:
    """Approve or reject a proposal about a furnace, and return it. What is approved holds at once.

    Burns that are planned stay: who planned them takes units out or cancels them, and none of them is approved while it
    is more than the furnace takes, or lies outside its hours.

    Who: an administrator or a supervisor who did not propose it. When: it is open. Appends ``facility.decided/1``, and
    ``facility.registered/1`` or ``facility.changed/1`` when it is approved.
    """
    with recording(act, authorises=True) as record:
        proposal = locked(FacilityProposal, proposal_id, "place")
        check_can_decide(act.actor, proposal)
        if approve:
            _apply(record, proposal)
        close(record, proposal, "approved" if approve else "rejected", event=FACILITY_DECIDED, about="facility")
        record.result = {"facility_proposal": str(proposal.id)}
    return proposal


def withdraw_facility(*, act: Act, proposal_id: UUID) -> FacilityProposal:
    """Take a proposal about a furnace back, and return it.

    Who: who proposed it. When: it is open. Appends ``facility.decided/1``.
    """
    with recording(act, authorises=True) as record:
        proposal = locked(FacilityProposal, proposal_id)
        check_can_withdraw(act.actor, proposal)
        close(record, proposal, "withdrawn", event=FACILITY_DECIDED, about="facility")
        record.result = {"facility_proposal": str(proposal.id)}
    return proposal


def _apply(record: Record, proposal: FacilityProposal) -> None:
    if proposal.facility_id is None:
        _check_free(proposal.code_word)
        facility = proposal.facility = _new_facility(record, proposal)
    else:
        facility = proposal.facility = _locked_facility(proposal.facility_id)
    works = {name: getattr(proposal, name) for name in WORKING}
    if any(getattr(facility, name) != value for name, value in works.items()):
        for name, value in works.items():
            setattr(facility, name, value)
        facility.save(update_fields=list(WORKING))
        record.append(FACILITY_CHANGED, on=facility, **works)


def _new_facility(record: Record, draft: FacilityProposal) -> Facility:
    facility = Facility(code_word=draft.code_word, place=draft.place, session_limit_mg=draft.session_limit_mg)
    facility.stream_id = record.open_stream(kind="facility", ref=facility.id)
    facility.save(force_insert=True)
    record.append(
        FACILITY_REGISTERED, on=facility, facility_id=facility.id, code_word=facility.code_word,
        session_limit_mg=facility.session_limit_mg, place_id=facility.place_id,
    )  # fmt: skip
    return facility


def _check_free(code_word: str) -> None:
    if Facility.objects.filter(code_word__iexact=code_word).exists():
        raise InvalidInput("facility.taken", "This code word is already in use. Choose another", field="code_word")


def _locked_facility(facility_id: UUID) -> Facility:
    rows = Facility.objects.select_for_update(of=("self",), no_key=True).select_related("place")
    found = rows.filter(pk=facility_id).first()
    if found is None:
        raise NotFound
    return found
