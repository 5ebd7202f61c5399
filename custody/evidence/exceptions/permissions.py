"""Who may ask for an exception, decide it, and sign for what is recorded already. Each check returns, or raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.exceptional import ENDINGS, GIVEN_AWAY, NEEDS, OUSTED, SPLIT, Exceptional
from custody.core.lifecycle import SearchState
from custody.evidence import permissions
from custody.evidence.clearance_permissions import check_cleared, check_emptied, check_not_held
from custody.evidence.crew_permissions import check_confirms_from_outside
from custody.evidence.exceptions import exchanging, opening, policies
from custody.evidence.lists import HANDS
from custody.evidence.permissions import COMMAND
from custody.evidence.permissions_of_swaps import check_not_swapped
from custody.evidence.policies import check_live, check_outermost, check_sealed
from custody.evidence.selectors import access
from custody.evidence.selectors import exceptions as selectors
from custody.organisation.permissions import check_holds_role, check_two_people
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import Countersignature, HandlingUnit, LabResult, Proposal
    from custody.organisation.models import Officer, Place

_ABOVE = (Role.REGIONAL_HEAD, Role.DIRECTOR)
PROPOSERS: Mapping[Exceptional, tuple[Role, ...]] = {
    Exceptional.RETURN: (Role.CASE_OFFICER,),
    Exceptional.DISPOSAL: (Role.CASE_OFFICER,),
    Exceptional.HAND_OUT: (Role.CASE_OFFICER,),
    Exceptional.CARGO_RELEASE: (Role.CASE_OFFICER, Role.OFFICER, Role.STOREKEEPER),
    Exceptional.RELEASE: HANDS,
    Exceptional.LOAN: (Role.CASE_OFFICER,),
    Exceptional.OPERATION: (Role.CASE_OFFICER,),
    Exceptional.EXCHANGE: (Role.CASE_OFFICER,),
    Exceptional.STOLEN: COMMAND,
    Exceptional.LOST: COMMAND,
    Exceptional.DESTROYED_BY_EVENT: COMMAND,
    Exceptional.CORRECTION: (*HANDS, Role.CASE_OFFICER),
}
DECIDERS: Mapping[Exceptional, tuple[Role, ...]] = {
    Exceptional.RETURN: (Role.SUPERVISOR,),
    Exceptional.DISPOSAL: (Role.SUPERVISOR,),
    # What a paper of another house takes away nobody here weighs again: two of one watch are no two.
    Exceptional.HAND_OUT: _ABOVE,
    Exceptional.CARGO_RELEASE: (Role.SUPERVISOR,),
    Exceptional.RELEASE: (Role.SUPERVISOR,),
    Exceptional.LOAN: (Role.SUPERVISOR,),
    Exceptional.OPERATION: (Role.SUPERVISOR,),
    Exceptional.EXCHANGE: (Role.SUPERVISOR,),
    # A theft that its own watch may write off is no theft: who decides stands above, or outside.
    Exceptional.STOLEN: (*_ABOVE, Role.INTERNAL_AFFAIRS),
    Exceptional.LOST: (*_ABOVE, Role.INTERNAL_AFFAIRS),
    Exceptional.DESTROYED_BY_EVENT: _ABOVE,
    Exceptional.CORRECTION: (Role.SUPERVISOR, *_ABOVE),
}
_NEVER_HAD = (Exceptional.HAND_OUT, Exceptional.EXCHANGE)
"""Nobody who ever had the unit decides on these."""
TAKES_OFF = _ABOVE
"""Who decides on a correction that leaves less in the books: as what is written off, above the watch."""
ALL_DECIDERS = tuple(dict.fromkeys(role for roles in DECIDERS.values() for role in roles))
REPORTERS = (*HANDS, Role.AUDITOR)
"""Who may say that a unit is not where it should be: whoever looked."""


def decided_by(officer: Officer) -> list[str]:
    """Return the kinds of exception that somebody of the officer's rank decides."""
    told = [exception for exception, needs in NEEDS.items() if needs.already and officer.has_role(*TAKES_OFF)]
    ranks = [exception for exception, roles in DECIDERS.items() if officer.has_role(*roles)]
    return [exception.value for exception in dict.fromkeys((*ranks, *told))]


def is_for(officer: Officer, proposal: Proposal) -> bool:
    """Say whether what was asked is decided by somebody of the officer's rank."""
    return officer.has_role(*_ranks(proposal))


def _ranks(proposal: Proposal) -> tuple[Role, ...]:
    """Return who decides on what was asked. That goods are gone already without their act is as what is written off."""
    is_above = policies.takes_off_the_books(proposal) or is_gone_already(proposal)
    return TAKES_OFF if is_above else DECIDERS[Exceptional(proposal.exception)]


def is_gone_already(proposal: Proposal) -> bool:
    """Say whether somebody told that nobody has the unit any more, and that no act let it go."""
    return proposal.already and Exceptional(proposal.exception) in ENDINGS


ATTACHERS = (Role.CASE_OFFICER, Role.SUPERVISOR)


def check_can_propose(
    officer: Officer, unit: HandlingUnit, exception: Exceptional, *, already: bool = False
) -> None:
    """Return when the officer may ask for the exception on the unit now; or write down that it took place ``already``,
    which whoever handles goods or commands may."""
    check_holds_role(officer, *PROPOSERS[exception], *((*HANDS, *COMMAND) if already else ()))
    policies.check_can_happen(unit, exception, already=already)
    if not already:
        if exception is Exceptional.RELEASE:
            permissions.check_can_release(officer, unit)
        check_may_leave(unit, exception)
    policies.check_offer_closed(unit)
    policies.check_none_open(unit)


def check_may_leave(unit: HandlingUnit, exception: Exceptional) -> None:
    """Return when an emptied conveyance that goes, a seized vehicle or a cover load was found clear (C9), and nobody
    else keeps a conveyance here that is let go."""
    if exception is Exceptional.RELEASE:
        check_emptied(unit)
        check_not_held(unit)
    if exception is Exceptional.RETURN:
        check_not_swapped(unit)
    if exception in GIVEN_AWAY or exception in {Exceptional.RELEASE, Exceptional.CARGO_RELEASE}:
        check_cleared(unit)


def check_can_listen(officer: Officer, listener: Officer, exception: Exceptional) -> None:
    """Return when the second may be the one who heard it by word of mouth too: another person, who decides."""
    check_two_people(officer, listener)
    check_holds_role(listener, *DECIDERS[exception])


def check_can_attach_act(officer: Officer, proposal: Proposal) -> None:
    """Return when the officer may attach the paper of an exception; not their own where one heard it, or it took place
    without: then the paper is the second pair of eyes."""
    check_holds_role(officer, *ATTACHERS)
    if proposal.already or proposal.spoken_by is not None:
        check_two_people(officer, proposal.proposed_by)
    exchanging.check_no_part_in(officer, proposal)
    policies.check_act_awaited(proposal)


def check_borrower(borrower: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may be lent the unit: who may handle goods and does not have it."""
    permissions.check_may_handle(borrower)
    if access.is_custodian(borrower, unit):
        raise NotPermitted("people.same", "Choose another person: one person cannot sign both sides")


def check_can_decide(officer: Officer, proposal: Proposal, *, former: set[str]) -> None:
    """Return when the officer may decide: of the right rank, not who asked, never who had it.

    ``former`` holds the pseudonyms of everybody who ever had the unit; they have no say in what is written off, handed
    out or exchanged, is gone already, nor in a correction that leaves less in the books.
    """
    exception = Exceptional(proposal.exception)
    check_holds_role(officer, *_ranks(proposal))
    lessens = policies.takes_off_the_books(proposal) or is_gone_already(proposal)
    if officer.id == proposal.proposed_by_id:
        raise NotPermitted("exception.own", "You asked for this. Another person decides")
    if proposal.listener_id is not None and proposal.act_at is None and officer.id != proposal.listener_id:
        raise NotPermitted("exception.not_heard", "Who heard it too decides, or its paper is attached first")
    if (lessens or NEEDS[exception].loss or exception in _NEVER_HAD) and officer.pseudonym in former:
        raise NotPermitted("exception.custodian", "Somebody who never had this unit in custody must decide")
    if access.is_custodian(officer, proposal.unit):
        raise NotPermitted("exception.holder", "You have this unit in custody. Another person decides")
    exchanging.check_confirms_another(officer, proposal)
    check_frees_another(officer, proposal.unit, exception)
    policies.check_open(proposal)


def check_frees_another(officer: Officer, unit: HandlingUnit, exception: Exceptional) -> None:
    """Return when the officer did not write down the result that holds the unit back: what is decided lifts that."""
    if exception in policies.NO_DRUGS_WAYS and selectors.held_by_laboratory(unit, placed_by=officer):
        raise NotPermitted("hold.own_lift", "Another person must lift the hold that you placed")


def check_can_withdraw(officer: Officer, proposal: Proposal) -> None:
    """Return when the officer may take the proposal back: who made it, while nobody has decided, or what was approved
    is not given away yet."""
    if not officer.is_active or officer.id != proposal.proposed_by_id:
        raise NotPermitted("exception.not_yours", "Only who asked for this can take it back")
    exchanging.check_not_done(proposal)
    if not proposal.awaits_giving:
        policies.check_open(proposal)


def check_can_sign(officer: Officer, signature: Countersignature) -> None:
    """Return when the officer may give the signature: who was named, or who commands where nobody was, or where who
    was named serves no more; what somebody has to hear, nobody hears in their place."""
    if signature.wanted is not None and (signature.wanted.is_active or signature.matter == OUSTED):
        if officer.id != signature.wanted_id:
            raise NotPermitted("signature.not_named", "Another person was named to sign this")
    else:
        check_holds_role(officer, *COMMAND)
        if officer.id == signature.owed_by_id:
            raise NotPermitted("signature.own", "You did this yourself. Another person signs")
        check_confirms_from_outside(officer, signature)
    policies.check_unsigned(signature)


def check_can_divide(officer: Officer, units: Sequence[HandlingUnit], *, how: str = SPLIT) -> None:
    """Return when the officer may split, pack anew, merge or exchange the units (``how``): who has them in custody."""
    opening.check_can_open(units, how=how)
    permissions.check_custodian(officer, units)


def check_can_take_out(officer: Officer, unit: HandlingUnit, outer: HandlingUnit) -> None:
    """Return when the officer may take the unit out of the one around it: who has that one in custody."""
    opening.check_can_take_out(unit, outer)
    permissions.check_custodian(officer, [outer])


def check_can_replace_seal(officer: Officer, unit: HandlingUnit, outermost: HandlingUnit) -> None:
    """Return when the officer may change the seal of the unit: who has it in custody, while it is located."""
    permissions.check_can_change_seal(officer, unit, outermost)
    policies.check_located(unit)


def check_can_report_seal(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may say that the seal of the unit is not as it should be: whoever looked."""
    check_holds_role(officer, *REPORTERS)
    check_live(unit)
    if unit.seal is None:  # one of ours, or the one that was found on a conveyance at its stop
        check_sealed(unit)


def check_can_report_unlocated(officer: Officer, unit: HandlingUnit) -> SearchState:
    """Return the search state after somebody says that the unit is not where it should be."""
    check_holds_role(officer, *REPORTERS)
    return policies.check_search_step(unit, code="unit.unlocated/1")


def check_can_declare_missing(officer: Officer, unit: HandlingUnit) -> SearchState:
    """Return the search state after the search has failed. Who: who commands."""
    check_holds_role(officer, *COMMAND)
    return policies.check_search_step(unit, code="unit.missing/1")


def check_can_find(officer: Officer, unit: HandlingUnit) -> SearchState:
    """Return the search state after the unit was found. Who: whoever may handle goods, or looked for it."""
    check_holds_role(officer, *REPORTERS)
    return policies.check_search_step(unit, code="unit.found/1")


def check_can_recover(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may record that a unit came back that was gone: whoever may handle goods."""
    permissions.check_may_handle(officer)
    policies.check_comes_back(unit)


def check_can_report_result(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may write down what the laboratory said of a sample."""
    check_holds_role(officer, Role.CASE_OFFICER, Role.SAMPLER)
    policies.check_can_report_result(unit)


def check_can_attach_result_paper(officer: Officer, result: LabResult) -> None:
    """Return when the officer may attach the paper that a result is held against, while nobody has verified it."""
    check_holds_role(officer, Role.CASE_OFFICER, Role.SAMPLER, Role.SUPERVISOR)
    policies.check_unverified(result)


def check_can_verify_result(officer: Officer, result: LabResult) -> None:
    """Return when the officer may verify a result: a case officer or supervisor who did not write it down."""
    check_holds_role(officer, Role.CASE_OFFICER, Role.SUPERVISOR)
    if officer.id == result.recorded_by_id:
        raise NotPermitted("result.own", "You wrote this down. Another person verifies it")
    policies.check_unverified(result)


def check_can_neutralise(officer: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the officer may make the units unusable: who has them in custody."""
    permissions.check_custodian(officer, units)
    for unit in units:
        policies.check_can_neutralise(unit)


def check_can_retest(officer: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the officer may say what a later test showed: who has the units in custody, or who commands."""
    if not all(access.is_custodian(officer, unit) for unit in units):
        check_can_command(officer)
    for unit in units:
        policies.check_counts_as_unusable(unit)


def check_can_command(officer: Officer) -> None:
    """Return when the officer commands: duty officer or supervisor."""
    check_holds_role(officer, *COMMAND)


def check_can_move_in_emergency(officer: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the officer may move the units at once: who commands. Nothing else stands in the way of a flight, but
    that somebody has found them."""
    check_can_command(officer)
    for unit in units:
        check_outermost(unit)
        check_live(unit)
        policies.check_located(unit)


def check_can_end_operation(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may say that the written act is carried out: who has the unit, or who commands."""
    if not access.is_custodian(officer, unit):
        check_can_command(officer)


def check_can_take_back(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may take back what was lent: a storekeeper who is not the borrower."""
    check_holds_role(officer, Role.STOREKEEPER)
    if access.is_custodian(officer, unit):
        raise NotPermitted("people.same", "Choose another person: one person cannot sign both sides")


def check_can_ask_clearing(officer: Officer, place: Place) -> None:
    """Return when the officer may ask whether a place is safe again: who commands, while it is in danger."""
    check_can_command(officer)
    policies.check_endangered(place)


def check_can_clear(officer: Officer, place: Place, *, asked_by: Officer | None) -> None:
    """Return when the officer may say that a place is safe again: another commander than who asked."""
    check_can_command(officer)
    policies.check_endangered(place)
    if asked_by is None:
        raise NotAllowedNow("place.not_asked", "Nobody asked yet whether this place is safe again")
    check_two_people(officer, asked_by)
