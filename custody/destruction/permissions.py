"""Who: role, four eyes and independence. Each check also asks the policies of its verb, then returns or
raises.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.waivable import ONE_WITNESS, WITNESS_IN_CHAIN
from custody.destruction import fire_policies, hold_policies, law_policies, lottery_policies, policies
from custody.destruction.committee_permissions import check_is_no_signer
from custody.destruction.law_permissions import WITNESSES, check_heard, check_witness_rules
from custody.evidence import policies as evidence
from custody.evidence.selectors.access import OPERATIVE, is_custodian
from custody.evidence.selectors.exceptions import is_over
from custody.evidence.selectors.labels import READERS_OF_CERTIFICATES
from custody.organisation.permissions import check_holds_role, check_two_people
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.destruction.models import Attestation, BurnSession, DestructionOrder, WitnessDesignation
    from custody.evidence.models import HandlingUnit, Hold, Seizure
    from custody.organisation.models import Officer
    from custody.organisation.selectors.requirements import Requirements

VERIFIERS = (Role.CASE_OFFICER, Role.SUPERVISOR)
CANCELLERS = (Role.PLANNER, Role.SUPERVISOR)
HOLDERS = tuple(
    role for role in OPERATIVE
    if role not in {Role.PROSECUTOR, Role.JUDGE, Role.COMMITTEE, Role.DEVICE, Role.SOURCE_HANDLER}
)  # fmt: skip
"""Who records a hold by its letter: whoever of the house got it. A fact that freezes goods waits for no role, and a
court may call a laboratory; magistrates hold on their own page. To verify, renew and lift one is for few."""


# --- orders -------------------------------------------------------------------------------------------------


def check_can_record_order(officer: Officer, units: Sequence[HandlingUnit]) -> str:
    """Return the jurisdiction of the units when the officer may record an order on them: a case officer."""
    check_holds_role(officer, Role.CASE_OFFICER)
    evidence.check_some(units)
    for unit in units:
        policies.check_orderable(unit)
    return policies.check_one_jurisdiction(units)


def check_can_attach_paper(officer: Officer, order: DestructionOrder) -> None:
    """Return when the officer may attach the paper of an order: a case officer, while it waits to be verified."""
    check_holds_role(officer, Role.CASE_OFFICER)
    policies.check_to_verify(order)


def check_can_verify_order(officer: Officer, order: DestructionOrder) -> None:
    """Return when the officer may hold the order against its document: another than who recorded it, and no member of
    the committee who signed for it."""
    check_holds_role(officer, *VERIFIERS)
    if officer.id == order.recorded_by_id:
        raise NotPermitted("order.own", "Another person must verify the order that you recorded")
    check_heard(officer, order)
    check_is_no_signer(officer, order)
    policies.check_to_verify(order)


# --- holds --------------------------------------------------------------------------------------------------


def check_can_place_hold(
    officer: Officer, units: Sequence[HandlingUnit], seen_burning: Collection[UUID] = ()
) -> None:
    """Return when the officer may record a hold on these units: anybody of the house who holds the letter;
    ``seen_burning`` are those of them that went into the fire and that two witnesses saw burn."""
    check_holds_role(officer, *HOLDERS)
    evidence.check_some(units)
    for unit in units:
        if is_over(unit):
            hold_policies.check_named(unit)
            continue
        hold_policies.check_holdable(unit)
        fire_policies.check_not_ash(unit, seen_burning)


def check_can_verify_hold(officer: Officer, hold: Hold) -> None:
    """Return when the officer may hold the entry against its paper: another than who placed it."""
    check_holds_role(officer, *VERIFIERS)
    if officer.id == hold.placed_by_id:
        raise NotPermitted("hold.own", "Another person must verify the hold that you placed")
    hold_policies.check_hold_unverified(hold)


def check_can_renew_hold(officer: Officer, hold: Hold) -> None:
    """Return when the officer may say that the hold still stands: a case officer."""
    check_holds_role(officer, Role.CASE_OFFICER)
    hold_policies.check_hold_lasts(hold)


def check_can_lift_hold(officer: Officer, hold: Hold) -> None:
    """Return when the officer may lift the hold: another than who placed it, for it opens the way to the fire."""
    check_holds_role(officer, *VERIFIERS)
    check_can_take_place(officer, hold)
    law_policies.check_liftable(hold)


def check_can_take_place(officer: Officer, hold: Hold) -> None:
    """Return when the officer may let something else take the place of the hold: another than who placed it."""
    if officer.id == hold.placed_by_id:
        raise NotPermitted("hold.own_lift", "Another person must lift the hold that you placed")


# --- burns --------------------------------------------------------------------------------------------------


def check_can_plan(officer: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the officer may plan a burn of these units: a planner; ordered, not frozen, in no other
    burn.
    """
    check_holds_role(officer, Role.PLANNER)
    evidence.check_some(units)
    for unit in units:
        policies.check_schedulable(unit)
    evidence.check_not_frozen(units)


def check_can_approve(officer: Officer, session: BurnSession, attestations: Mapping[UUID, Attestation]) -> None:
    """Return when the officer may approve the burn and name its witnesses: a supervisor who did not plan it."""
    check_holds_role(officer, Role.SUPERVISOR)
    if officer.id == session.planner_id:
        raise NotPermitted("session.own", "Another person must approve the burn that you planned")
    policies.check_session(session, "planned", "approved")
    policies.check_not_attested(attestations)


def check_can_witness(
    first: Officer,
    second: Officer,
    units: Iterable[HandlingUnit],
    asked: Mapping[UUID, Sequence[Requirements]] | None = None,
    *,
    deciders: Collection[UUID | None] = (),
    checkers: Collection[UUID | None] = (),
    designations: Iterable[WitnessDesignation] = (),
) -> None:
    """Return when the two may be the witnesses of a burn of these units (R10, R11).

    Two people whose task it is, one of them a supervisor, neither of whom has any of the loads in custody, planned or
    approved the burn (``deciders``), nor checked its loads (``checkers``); and as far from the keeper and from each
    other as the law of the units asks for: ``asked`` is ``law.asked_of`` them. Where it asks for it, who is no
    supervisor is designated for this burn: in one of its ``designations`` that is by none of the deciders.
    """
    check_two_people(first, second)
    for witness in (first, second):
        check_holds_role(witness, *WITNESSES)
        if witness.id in deciders:
            raise NotPermitted(
                "witness.decided",
                "Badge {badge} planned or approved this burn and cannot be a witness of it. Name another person",
                badge=witness.badge,
            )
        if witness.id in checkers:
            raise NotPermitted(
                "witness.checked", "Badge {badge} checked loads of this burn and cannot be a witness of it",
                badge=witness.badge,
            )  # fmt: skip
    if not (first.has_role(Role.SUPERVISOR) or second.has_role(Role.SUPERVISOR)):
        raise NotPermitted("witness.no_supervisor", "One of the two witnesses must be a supervisor. Name one")
    designated = _designated(designations, deciders)
    for unit in units:
        for witness in (first, second):
            if is_custodian(witness, unit):
                raise NotPermitted(
                    "witness.custodian",
                    "Badge {badge} has {label} in custody and cannot be a witness of its burn. Name another person",
                    badge=witness.badge,
                    label=unit.label,
                )
        if asked is not None:
            check_witness_rules(first, second, unit, asked[unit.id], designated=designated)


def check_out_of_chain(
    pair: Iterable[Officer], units: Iterable[HandlingUnit], handled: Mapping[UUID, Collection[UUID]], *,
    waived: Callable[[], bool],
) -> None:
    """Return when neither witness ever had one of the loads in custody, or had it open (C13): who is named by hand
    stands as far from the goods as who is drawn by lot. ``handled`` is ``gates.handled_by`` the units; a waiver lets
    one through, and is asked for only where one has to."""
    for unit in units:
        for witness in pair:
            if witness.id in handled[unit.id] and not waived():
                raise NotPermitted(
                    WITNESS_IN_CHAIN,
                    "Badge {badge} had {label} in custody or open before and cannot watch its burn. Name another "
                    "person, or have two levels up waive it for this burn",
                    badge=witness.badge, label=unit.label,
                )  # fmt: skip


def check_lone_witness(
    signers: Iterable[Officer], *, deciders: Collection[UUID | None], designations: Iterable[WitnessDesignation]
) -> None:
    """Return when one of those who signed is a supervisor, or designated for this burn by none of the ``deciders``: a
    waiver lets one of two signatures go, and never the one that R11 names. What burnt all the same is told."""
    designated = _designated(designations, deciders)
    if not any(each.has_role(Role.SUPERVISOR) or each.id in designated for each in signers):
        raise NotAllowedNow(
            ONE_WITNESS,
            "Under a waiver the one who signs is a supervisor, or was designated for this burn. A witness of this burn "
            "has not signed yet",
        )


def _designated(designations: Iterable[WitnessDesignation], deciders: Collection[UUID | None]) -> set[UUID]:
    return {each.witness_id for each in designations if each.designated_by_id not in deciders}


def check_can_leave_out(
    officer: Officer,
    session: BurnSession,
    units: Sequence[HandlingUnit],
    attestations: Mapping[UUID, Attestation] | None = None,
) -> None:
    """Return when the officer may take the units out of the burn: who plans, who commands, or who has them; not any
    more once both witnesses saw it burn."""
    evidence.check_some(units)
    if not (officer.is_active and all(is_custodian(officer, unit) for unit in units)):
        check_holds_role(officer, *CANCELLERS)
    policies.check_session(session, "planned", "approved")
    fire_policies.check_not_seen_burning(session, attestations or {})


def check_can_cancel(
    officer: Officer, session: BurnSession, attestations: Mapping[UUID, Attestation] | None = None
) -> None:
    """Return when the officer may cancel the burn: a planner or a supervisor, while it has not burnt. ``attestations``
    are those of a burn that something is left in."""
    check_holds_role(officer, *CANCELLERS)
    policies.check_session(session, "planned", "approved")
    fire_policies.check_not_seen_burning(session, attestations or {})


def check_can_stage(
    officer: Officer, session: BurnSession, units: Sequence[HandlingUnit], chain: Mapping[UUID, set[UUID]]
) -> None:
    """Return when the officer may check and stage the units: a checker who never had any of them in custody
    (R19), nor planned, approved or watches their burn.
    """
    check_holds_role(officer, Role.CHECKER)
    evidence.check_some(units)
    _check_outside(officer, units, chain)
    _check_only_checks(officer, session)
    policies.check_session(session, "approved")
    evidence.check_not_offered(units)
    evidence.check_not_frozen(units)
    for unit in units:
        evidence.check_step(unit, code="unit.staged/1")


def check_can_draw(
    officer: Officer, session: BurnSession, units: Sequence[HandlingUnit], chain: Mapping[UUID, set[UUID]]
) -> None:
    """Return when the officer may lock the list and draw lots: a checker who never had any of the units (C12), nor
    planned, approved or watches their burn."""
    check_holds_role(officer, Role.CHECKER)
    policies.check_session(session, "approved")
    evidence.check_some(units)
    _check_outside(officer, units, chain)
    _check_only_checks(officer, session)


def check_can_test(
    officer: Officer,
    witness: Officer,
    session: BurnSession,
    units: Sequence[HandlingUnit],
    chain: Mapping[UUID, set[UUID]],
    hands: Collection[UUID],
) -> None:
    """Return when the officer may open and test drawn units before the witness: a checker, and neither ever had any of
    them, nor is one of the ``hands`` who staged or load the burn."""
    check_holds_role(officer, Role.CHECKER)
    check_two_people(officer, witness)
    policies.check_session(session, "approved")
    evidence.check_some(units)
    for each in (officer, witness):
        if not each.is_active or each.id in hands:
            raise NotPermitted(
                "lottery.hands",
                "Badge {badge} staged or loads this burn, or serves no more: two others test what was drawn",
                badge=each.badge,
            )
        _check_outside(each, units, chain)
    for unit in units:
        lottery_policies.check_testable(unit)


def check_can_unfreeze(officer: Officer, session: BurnSession) -> None:
    """Return when the officer may let a frozen burn go on: a supervisor who neither planned nor approved it."""
    check_holds_role(officer, Role.SUPERVISOR)
    if officer.id in (session.planner_id, session.approver_id):
        raise NotPermitted(
            "session.own_freeze", "Another supervisor must look at this burn: you planned or approved it"
        )
    lottery_policies.check_frozen(session)


def check_can_stage_on_intake(
    officer: Officer, session: BurnSession, units: Sequence[HandlingUnit], chain: Mapping[UUID, set[UUID]]
) -> None:
    """Return when the officer may let an intake count as the check: a checker who never had any of the units, nor
    planned, approved or watches their burn."""
    check_holds_role(officer, Role.CHECKER)
    evidence.check_some(units)
    _check_outside(officer, units, chain)
    _check_only_checks(officer, session)
    policies.check_session(session, "approved")
    evidence.check_not_offered(units)
    evidence.check_not_frozen(units)


def check_can_refuse(officer: Officer, session: BurnSession) -> None:
    """Return when the officer may refuse a unit of the burn: a witness named for it (R12)."""
    if not officer.is_active or officer.id not in {session.witness_a_id, session.witness_b_id}:
        raise NotPermitted("witness.not_named", "You are not a witness of this burn. Only the two who were named sign")
    policies.check_session(session, "approved")


def check_can_draw_witnesses(officer: Officer, session: BurnSession) -> None:
    """Return when the officer may draw witnesses by lot: a supervisor who did not plan the burn."""
    check_holds_role(officer, Role.SUPERVISOR)
    if officer.id == session.planner_id:
        raise NotPermitted("session.own", "Another person must approve the burn that you planned")
    policies.check_session(session, "planned", "approved")


def check_can_ask_certificate(officer: Officer, session: BurnSession) -> None:
    """Return when the officer may have the certificate of the burn made: who decides or oversees, once it burnt."""
    check_holds_role(officer, *READERS_OF_CERTIFICATES)
    policies.check_session(session, "burnt")


def check_can_attest(officer: Officer, session: BurnSession, attestations: Mapping[UUID, Attestation]) -> None:
    """Return when the officer may sign what they saw burn: a witness named for this burn who has not signed
    yet.
    """
    if not officer.is_active or officer.id not in {session.witness_a_id, session.witness_b_id}:
        raise NotPermitted("witness.not_named", "You are not a witness of this burn. Only the two who were named sign")
    policies.check_session(session, "approved")
    if officer.id in attestations:
        raise NotPermitted("witness.signed", "You have already signed. What was signed is not changed")


def check_can_record_burn(officer: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the officer may record what burnt: one of those who have the loads in custody."""
    if not officer.is_active or not any(is_custodian(officer, unit) for unit in units):
        raise NotPermitted("burn.not_yours", "A burn is recorded by one of those who brought the loads")


# --- afterwards ---------------------------------------------------------------------------------------------


def check_can_reconcile(officer: Officer, units: Sequence[HandlingUnit], involved: Mapping[UUID, set[UUID]]) -> None:
    """Return when the officer may reconcile the units: an auditor who had no part in their custody or burn."""
    check_holds_role(officer, Role.AUDITOR)
    evidence.check_some(units)
    _check_outside(officer, units, involved)
    for unit in units:
        policies.check_destroyed(unit)
    evidence.check_not_frozen(units)


def check_can_close(
    officer: Officer, seizure: Seizure, units: Sequence[HandlingUnit], involved: Mapping[UUID, set[UUID]]
) -> None:
    """Return when the officer may close the seizure: an auditor who had no part in it."""
    check_holds_role(officer, Role.AUDITOR)
    _check_outside(officer, units, involved)
    policies.check_can_close_now(seizure, units)


def _check_only_checks(officer: Officer, session: BurnSession) -> None:
    if officer.id in {session.planner_id, session.approver_id, session.witness_a_id, session.witness_b_id}:
        raise NotPermitted(
            "checker.decided", "You planned, approved or watch this burn: another checker must look at its loads"
        )


def _check_outside(officer: Officer, units: Iterable[HandlingUnit], involved: Mapping[UUID, set[UUID]]) -> None:
    for unit in units:
        if officer.id in involved.get(unit.id, ()):
            raise NotPermitted(
                "chain.inside",
                "You had a part in the chain of {label}: somebody else must do this",
                label=unit.label,
            )
