"""Who: role, custody and separation of duties. Each check also asks the policies of its verb, then returns or
raises; ``core.verdicts`` turns it into a yes or no for a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.lifecycle import CustodyState, Family
from custody.evidence import crew_permissions, policies
from custody.evidence.exceptions.policies import check_located
from custody.evidence.keeper_permissions import check_service_keeps, check_takes_over
from custody.evidence.lists import HANDS, SECOND
from custody.evidence.selectors import access, facts
from custody.organisation.permissions import check_holds_role, check_named_holds_role, check_two_people
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import Discrepancy, GuardPost, HandlingUnit, Seizure, Transfer
    from custody.organisation.models import Officer, Place

SECONDS = (Role.OFFICER, Role.CREW, Role.SUPERVISOR, Role.DUTY_OFFICER)
"""Who may be the second officer of a stop or a seizure."""
KEEPERS = (Role.STOREKEEPER,)
COMMAND = (Role.SUPERVISOR, Role.DUTY_OFFICER)
VIEWERS_OF_PLACES = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR)
TAKES_OUT = (Role.SUPERVISOR, Role.AUDITOR, Role.REGIONAL_HEAD, Role.DIRECTOR)
"""Who takes figures out of the house as a file."""


# --- people ----------------------------------------------------------------------------------------------


def check_custodian(officer: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when every unit is in the custody of the officer, alone or as one of a crew of two."""
    policies.check_some(units)
    for unit in units:
        policies.check_outermost(unit)
        if not officer.is_active or not access.is_custodian(officer, unit):
            raise NotPermitted("custody.not_yours", "{label} is not in your custody. Who has it does this, or hands "
                               "it over to you first", label=unit.label)


def check_second_officer(actor: Officer, second: Officer) -> None:
    """Return when ``second`` is another person who may be second officer."""
    check_two_people(actor, second)
    check_holds_role(second, *SECONDS)


def check_witness(actor: Officer, witness: Officer) -> None:
    """Return when ``witness`` is another person who may stand beside somebody who handles goods."""
    check_two_people(actor, witness)
    check_holds_role(witness, *HANDS)


def check_may_handle(officer: Officer) -> None:
    """Return when the officer may have goods in their hands."""
    check_holds_role(officer, *HANDS)


# --- the stop --------------------------------------------------------------------------------------------


def check_can_contain(officer: Officer) -> None:
    """Return when the officer may stop a conveyance."""
    check_holds_role(officer, Role.OFFICER)


def check_can_post_guard(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may post a guard at the unit: who has it in custody, or who commands."""
    _check_custodian_or_command(officer, unit)
    policies.check_live(unit)


def check_can_stand_guard(guard: Officer) -> None:
    """Return when the officer may be posted as a guard."""
    check_holds_role(guard, Role.OFFICER, Role.CREW)


def check_can_relieve_guard(officer: Officer, unit: HandlingUnit, post: GuardPost) -> None:
    """Return when the officer may end a guard's post: the guard, who has the unit in custody, or who
    commands."""
    if post.guard_id != officer.id:
        _check_custodian_or_command(officer, unit)
    if post.relieved_at is not None:
        raise NotAllowedNow("guard.relieved", "This guard was already relieved")


def check_can_start_extraction(officer: Officer, unit: HandlingUnit, *, while_frozen: bool = False) -> CustodyState:
    """Return the state after stripping has begun. Who: the custodian, as team leader. ``while_frozen``: it is said why
    it is opened while it is in dispute."""
    check_custodian(officer, [unit])
    policies.check_not_offered([unit])
    after = policies.check_step(unit, code="extraction.started/1")
    if not while_frozen:
        policies.check_nothing_differs([unit])
    policies.check_signed([unit])
    return after


def check_can_interrupt_extraction(officer: Officer, unit: HandlingUnit) -> CustodyState:
    """Return the state after the conveyance is closed again. Who: the custodian."""
    check_custodian(officer, [unit])
    return policies.check_step(unit, code="extraction.interrupted/1")


def check_can_end_extraction(officer: Officer, unit: HandlingUnit) -> CustodyState:
    """Return the state after the conveyance is emptied. Who: the custodian."""
    check_custodian(officer, [unit])
    return policies.check_step(unit, code="extraction.ended/1")


def check_can_release(officer: Officer, unit: HandlingUnit) -> CustodyState:
    """Return the state after the release. Who: the custodian, with the approval of a supervisor."""
    check_custodian(officer, [unit])
    policies.check_not_offered([unit])
    after = policies.check_step(unit, code="unit.released/1")
    policies.check_not_frozen([unit])
    return after


# --- the seizure -----------------------------------------------------------------------------------------


def check_can_open_seizure(officer: Officer, conveyance: HandlingUnit | None) -> None:
    """Return when the officer may open a seizure: without a conveyance, or from one in custody that is stripped, or
    that the officer may begin to strip."""
    check_holds_role(officer, Role.OFFICER)
    if conveyance is not None:
        policies.check_conveyance(conveyance)
        check_custodian(officer, [conveyance])
        if conveyance.custody_state == CustodyState.CONTAINED:
            check_can_start_extraction(officer, conveyance)
        elif conveyance.custody_state not in {CustodyState.EXTRACTION, CustodyState.EMPTIED}:
            # Says in words what state it is in: a seizure comes out of a conveyance that was opened.
            policies.check_step(conveyance, code="extraction.ended/1")


def check_can_register_units(officer: Officer, seizure: Seizure) -> None:
    """Return when the officer may register units of the seizure, while it is open: one of its two officers, or who
    strips the conveyance it was made out of."""
    check_holds_role(officer, Role.OFFICER)
    if officer.id not in {seizure.seizing_officer_id, seizure.second_officer_id, *facts.strippers_of(seizure)}:
        raise NotPermitted(
            "seizure.not_yours", "Units are registered by one of the two officers of the seizure"
        )
    policies.check_seizure_open(seizure)


def check_can_change_seal(officer: Officer, unit: HandlingUnit, outermost: HandlingUnit) -> None:
    """Return when the officer may put a seal on the unit or take one off: who has the outermost unit in
    custody."""
    check_custodian(officer, [outermost])
    policies.check_live(outermost)
    policies.check_live(unit)


def check_can_sweep(officer: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the officer may sweep the units for trackers; their custodian need not do it."""
    policies.check_some(units)
    check_may_handle(officer)
    for unit in units:
        policies.check_outermost(unit)
        policies.check_live(unit)
        check_located(unit)


def check_can_weigh(officer: Officer, unit: HandlingUnit, outermost: HandlingUnit, *, occasion: str) -> None:
    """Return when the officer may weigh the unit. A device may record what it read, as a check and nothing
    else. Who weighs what is searched for has found it, and says so first."""
    if not (occasion == "check" and officer.is_active and officer.has_role(Role.DEVICE)):
        check_may_handle(officer)
    policies.check_live(outermost)
    policies.check_live(unit)
    check_located(unit)


# --- custody ---------------------------------------------------------------------------------------------


def check_can_offer(
    officer: Officer, units: Sequence[HandlingUnit], *, purpose: str, move_now: bool = False
) -> None:
    """Return when the officer may offer the units: in their custody, not offered yet, and ready for the
    purpose. ``move_now``: the load leaves before its sweep, which is owed."""
    check_custodian(officer, units)
    for unit in units:
        policies.check_live(unit)
    policies.check_not_offered(units)
    if purpose == SECOND:
        crew_permissions.check_second_missing(units)
        return
    for unit in units:
        if purpose == "departure":
            _check_can_leave(unit)
            if not move_now:
                policies.check_swept(unit)
        elif purpose == "arrival":
            _check_was_driven(unit)
    if purpose != "arrival":
        # A frozen unit that is on the road must still come to rest somewhere.
        policies.check_not_frozen(units)


def _check_can_leave(unit: HandlingUnit) -> None:
    # Several units are offered at once: the words of the lifecycle alone would not say which of them stays.
    try:
        policies.check_step(unit, code="unit.departed/1")
    except NotAllowedNow as refused:
        raise NotAllowedNow(refused.code, "{label} cannot leave while it is {state}", label=unit.label,
                            **refused.params) from refused  # fmt: skip


def _check_was_driven(unit: HandlingUnit) -> None:
    try:
        check_on_the_road(unit)
    except NotAllowedNow as refused:
        raise NotAllowedNow(refused.code, "{label} was not driven here, it is {state}. Hand it over to a person beside "
                                          "you", label=unit.label, **refused.params) from refused  # fmt: skip


def check_on_the_road(unit: HandlingUnit) -> None:
    """Return for a unit in transit; raise the words of the lifecycle otherwise."""
    policies.check_step(unit, code="unit.arrived/1")


def check_can_receive(receiver: Officer, units: Sequence[HandlingUnit], *, purpose: str) -> None:
    """Return when the officer may be named as receiver, or as second of a crew, for the purpose."""
    on_the_road = any(unit.custody_state == CustodyState.IN_TRANSIT for unit in units)
    if purpose == "departure" or (purpose == "handover" and on_the_road):
        check_named_holds_role(receiver, Role.CREW, Role.OFFICER)
    elif purpose == "arrival" and any(unit.family is Family.GOODS for unit in units):
        check_named_holds_role(receiver, *KEEPERS)
        check_service_keeps(receiver, units)
    else:
        check_may_handle(receiver)
        check_takes_over(receiver, units)
    for unit in units:
        if access.is_custodian(receiver, unit):
            raise NotPermitted("people.same", "Choose another person: one person cannot sign both sides")


def check_relieved_by_two(second: Officer | None, units: Sequence[HandlingUnit], *, purpose: str) -> None:
    """Return when two take over what is handed over on the road: a crew that relieves another there (R9)."""
    for unit in units:
        if purpose == "handover" and second is None and unit.custody_state == CustodyState.IN_TRANSIT:
            raise NotAllowedNow(
                "transfer.on_the_road",
                "{label} is on the road: name the second of the crew that takes it over there, or hand it over where "
                "it arrives",
                label=unit.label,
            )


def check_can_accept(officer: Officer, transfer: Transfer) -> None:
    """Return when the officer may accept the hand-over: the receiver who was named, while it is open."""
    if not officer.is_active or officer.id != transfer.receiver_id:
        raise NotPermitted("transfer.not_receiver", "This was offered to somebody else. "
                                                    "Ask the giver for an offer to you")
    policies.check_offered(transfer)


def check_can_refuse(officer: Officer, transfer: Transfer) -> None:
    """Return when the officer may refuse the hand-over: one of those it was offered to, while it is open."""
    if not officer.is_active or officer.id not in {transfer.receiver_id, transfer.receiver_second_id}:
        raise NotPermitted("transfer.not_receiver", "This was offered to somebody else. "
                                                    "Ask the giver for an offer to you")
    policies.check_offered(transfer)


def check_can_cancel(officer: Officer, transfer: Transfer) -> None:
    """Return when the officer may withdraw the offer: who made it, or ordered it, while it is open."""
    if not officer.is_active or officer.id != (transfer.commanded_by_id or transfer.giver_id):
        raise NotPermitted("transfer.not_giver", "Only the officer who offered this can withdraw it")
    policies.check_offered(transfer)


def check_can_depart(
    officer: Officer, units: Sequence[HandlingUnit], *, move_now: bool = False, alone: bool = False,
    while_frozen: bool = False,
) -> None:
    """Return when the custodians may leave with the units themselves: a crew of two, swept, not frozen
    (R9). ``move_now``: the load leaves before its sweep, which is owed; ``alone``: it left with one person;
    ``while_frozen``: it left although it is in dispute."""
    check_custodian(officer, units)
    policies.check_not_offered(units)
    for unit in units:
        policies.check_step(unit, code="unit.departed/1")
        if not alone:
            policies.check_has_crew(unit)
        if not move_now:
            policies.check_swept(unit)
    if not while_frozen:
        policies.check_nothing_differs(units)
    policies.check_signed(units)


def check_can_arrive(officer: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the crew may record that the units arrived. A frozen unit may: where it is, is a fact."""
    check_custodian(officer, units)
    policies.check_not_offered(units)
    for unit in units:
        check_on_the_road(unit)


def check_can_store(officer: Officer, units: Sequence[HandlingUnit], *, place: Place | None = None) -> None:
    """Return when the officer may put the units in store: a storekeeper who has them, of the service that keeps such
    goods, at ``place`` where it is known. A frozen unit may be stored."""
    check_custodian(officer, units)
    check_holds_role(officer, *KEEPERS)
    policies.check_not_offered(units)
    for unit in units:
        policies.check_goods(unit)
        policies.check_step(unit, code="unit.stored/1")
        check_located(unit)
    check_service_keeps(officer, units, place=place)


def check_can_move(officer: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the custodian may record another place for the units without leaving the site."""
    check_custodian(officer, units)
    policies.check_not_offered(units)
    for unit in units:
        policies.check_live(unit)
        if unit.custody_state == CustodyState.IN_TRANSIT:
            raise NotAllowedNow(
                "unit.on_the_road", "{label} is on the road: record its arrival", label=unit.label
            )
        check_located(unit)


def check_can_keep(officer: Officer, place: Place, units: Sequence[HandlingUnit]) -> None:
    """Return when what arrives may be put in this place by the officer: goods in store need a storekeeper, of the
    service that keeps them there."""
    to_store = [unit for unit in units if policies.arrival_code(unit, place) == "unit.stored/1"]
    if to_store:
        check_holds_role(officer, *KEEPERS)
        check_service_keeps(officer, to_store, place=place)


# --- differences, pictures, looks ------------------------------------------------------------------------


def check_can_resolve(
    officer: Officer, discrepancy: Discrepancy, *, former: set[str], roles: tuple[Role, ...] = (Role.SUPERVISOR,)
) -> None:
    """Return when the officer may resolve it: a supervisor, or who has another of the ``roles``, who neither opened it
    nor ever had the unit in custody.

    ``former`` holds the pseudonyms of everybody who had it.
    """
    check_holds_role(officer, *roles)
    if officer.id == discrepancy.opened_by_id:
        raise NotPermitted("discrepancy.opener", "Another supervisor must resolve what you opened")
    if officer.pseudonym in former:
        raise NotPermitted(
            "discrepancy.custodian", "Somebody who never had this unit in custody must resolve it"
        )
    policies.check_unresolved(discrepancy)


def check_can_attach_photo(officer: Officer) -> None:
    """Return when the officer may attach a photo to what they may see."""
    access.check_operative(officer)


def check_can_reveal_place(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may see where the unit lies: who has it, whom it is offered to, or whose task
    it is."""
    if officer.clearance < 1 or not officer.is_active:
        raise NotPermitted("place.clearance", "You are not on the list for this record. Ask your supervisor")
    line = facts.offered_among([unit])
    offered_to = set() if line is None else {line.transfer.receiver_id, line.transfer.receiver_second_id}
    if access.is_custodian(officer, unit) or officer.id in offered_to or officer.has_role(*VIEWERS_OF_PLACES):
        return
    raise NotPermitted("place.not_yours", "You are not on the list for this record. Ask your supervisor")


def check_can_read_due_sheet(officer: Officer) -> None:
    """Return when the officer may read what falls due everywhere: who commands, and the machine that prints it."""
    check_holds_role(
        officer, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.ENGINE
    )


def check_can_take_out(officer: Officer) -> None:
    """Return when the officer may take figures out of the house as a file: who commands, leads or audits."""
    check_holds_role(officer, *TAKES_OUT)


def _check_custodian_or_command(officer: Officer, unit: HandlingUnit) -> None:
    policies.check_outermost(unit)
    if officer.is_active and (access.is_custodian(officer, unit) or officer.has_role(*COMMAND)):
        return
    raise NotPermitted("custody.not_yours", "{label} is not in your custody. "
                                            "Who has it does this, or hands it over to you first", label=unit.label)
