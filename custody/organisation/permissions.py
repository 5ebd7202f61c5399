"""Who may change the organisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.texts import Listed
from custody.organisation.models import Calibration, ContactChange, JurisdictionPack, Officer, PolicyProposal, Waiver
from custody.organisation.roles import LEVELS, ROLE_WORDS, Role
from custody.organisation.selectors.presence import COMMAND


def check_holds_role(officer: Officer, *roles: Role) -> None:
    """Return when the officer is active and holds one of the roles; raise ``NotPermitted`` with the roles in words."""
    if not officer.is_active or not officer.has_role(*roles):
        raise NotPermitted("role.missing", "You do not have the role for this. Ask somebody who has it: {roles}",
                           roles=Listed(tuple(ROLE_WORDS[role] for role in roles)))


def check_named_holds_role(officer: Officer, *roles: Role) -> None:
    """Return when somebody who was named is active and holds one of the roles; raise ``NotPermitted`` with the badge:
    it is not said of who names them."""
    if not officer.is_active or not officer.has_role(*roles):
        raise NotPermitted("role.missing", "Badge {badge} does not have the role for this. Name somebody who has it: "
                                           "{roles}", badge=officer.badge,
                           roles=Listed(tuple(ROLE_WORDS[role] for role in roles)))  # fmt: skip


@contextmanager
def named_by(field: str) -> Iterator[None]:
    """Say of a refusal of somebody who was named by which input that was."""
    try:
        yield
    except NotPermitted as refused:
        refused.field = field
        raise


def check_two_people(first: Officer, second: Officer) -> None:
    """Return when the two are different people; raise ``NotPermitted`` otherwise (four eyes)."""
    if first.id == second.id:
        raise NotPermitted("people.same", "Choose another person: one person cannot sign both sides")


def check_can_administer(officer: Officer) -> None:
    """Return when the officer may register officers, places, scales and policy values."""
    check_holds_role(officer, Role.ADMINISTRATOR)


def check_can_record_presence(actor: Officer, officer: Officer) -> None:
    """Return when the actor may record where the officer is: everybody for themselves, who commands for others."""
    if actor.id == officer.id:
        if not actor.is_active or actor.has_role(Role.ENGINE, Role.DEVICE):
            raise NotPermitted("presence.people", "Only people come and leave. Sign in yourself")
        return
    check_holds_role(actor, *COMMAND)


def check_can_roster(officer: Officer) -> None:
    """Return when the officer may say who is on duty: an administrator or a supervisor."""
    check_holds_role(officer, Role.ADMINISTRATOR, Role.SUPERVISOR)


# --- values of the rules ----------------------------------------------------------------------------------


def check_can_propose_policy(officer: Officer) -> None:
    """Return when the officer may propose a value of a rule: an administrator or a supervisor."""
    check_holds_role(officer, Role.ADMINISTRATOR, Role.SUPERVISOR)


def check_can_decide_policy(officer: Officer, proposal: PolicyProposal) -> None:
    """Return when the officer may decide an open proposal: never the own one."""
    check_holds_role(officer, Role.ADMINISTRATOR, Role.SUPERVISOR)
    if officer.id == proposal.proposed_by_id:
        raise NotPermitted("policy.own", "Another person must decide what you proposed")
    _check_open(proposal)


def check_can_withdraw_policy(officer: Officer, proposal: PolicyProposal) -> None:
    """Return when the officer may take the open proposal back: who made it."""
    if not officer.is_active or officer.id != proposal.proposed_by_id:
        raise NotPermitted("policy.not_yours", "Only who proposed it takes it back")
    _check_open(proposal)


def _check_open(proposal: PolicyProposal) -> None:
    if proposal.state != "open":
        raise NotAllowedNow("policy.decided", "This was decided already")


def check_can_decide_pack(officer: Officer, pack: JurisdictionPack) -> None:
    """Return when the officer may decide an open pack: never the own one."""
    check_holds_role(officer, Role.ADMINISTRATOR, Role.SUPERVISOR)
    if officer.id == pack.proposed_by_id:
        raise NotPermitted("pack.own", "Another person must decide the pack that you proposed")
    _check_pack_open(pack)


def check_can_withdraw_pack(officer: Officer, pack: JurisdictionPack) -> None:
    """Return when the officer may take the open pack back: who proposed it."""
    if not officer.is_active or officer.id != pack.proposed_by_id:
        raise NotPermitted("pack.not_yours", "Only who proposed it takes it back")
    _check_pack_open(pack)


def _check_pack_open(pack: JurisdictionPack) -> None:
    if pack.state != "open":
        raise NotAllowedNow("pack.decided", "This was decided already")


# --- how people are reached -------------------------------------------------------------------------------


def check_can_change_contact(officer: Officer) -> None:
    """Return when the officer may ask to be reached otherwise: every person in service, for themselves."""
    if not officer.is_active or officer.has_role(Role.ENGINE, Role.DEVICE):
        raise NotPermitted("contact.people", "Only people are reached by a message")


def check_can_confirm_contact(officer: Officer, change: ContactChange) -> None:
    """Return when the officer may show the code of an open change: whose contact it is, once."""
    if officer.id != change.officer_id:
        raise NotPermitted("contact.not_yours", "Only who has the new number or mailbox can show its code")
    _check_change_open(change)
    if change.confirmed_at is not None:
        raise NotAllowedNow("contact.confirmed", "The code of this change was shown already")


def check_can_approve_contact(officer: Officer, change: ContactChange) -> None:
    """Return when the officer may approve an open change: who commands, and never for themselves."""
    check_holds_role(officer, Role.SUPERVISOR, Role.ADMINISTRATOR)
    if officer.id in {change.officer_id, change.asked_by_id}:
        raise NotPermitted("contact.own", "Another person must approve how you are reached")
    _check_change_open(change)
    if change.approved_by_id is not None:
        raise NotAllowedNow("contact.approved", "This change is approved already")


def check_can_cancel_contact(officer: Officer, change: ContactChange) -> None:
    """Return when the officer may drop an open change: whose contact it is, or who could approve it."""
    if officer.id != change.officer_id:
        check_holds_role(officer, Role.SUPERVISOR, Role.ADMINISTRATOR)
    _check_change_open(change)


def _check_change_open(change: ContactChange) -> None:
    if change.ended_at is not None:
        raise NotAllowedNow("contact.ended", "This change is over")


# --- waivers ----------------------------------------------------------------------------------------------


LEVELS_UP = 2
"""How many levels above who asks stands who grants."""
LOWEST = min(LEVELS.values())


def level_of(officer: Officer) -> int:
    """Return how high the officer stands in the chain of command; 0 for who is outside it, or not in service."""
    if not officer.is_active:
        return 0
    return max((LEVELS.get(Role(role), 0) for role in officer.roles), default=0)


def check_can_ask_waiver(officer: Officer) -> None:
    """Return when the officer may ask for a waiver: somebody of the chain who has two levels above."""
    level = level_of(officer)
    if level == 0:
        raise NotPermitted("waiver.outside", "A waiver is asked for by somebody of the chain of command. "
                                             "Ask your supervisor to do it")
    if level + LEVELS_UP > max(LEVELS.values()):
        raise NotPermitted("waiver.high", "Nobody stands two levels above you. Who does the work asks for the waiver")


def check_can_decide_waiver(officer: Officer, waiver: Waiver) -> None:
    """Return when the officer may grant or refuse the waiver: never who asked, and two levels above."""
    if officer.id == waiver.asked_by_id:
        raise NotPermitted("waiver.own", "Nobody decides what they asked for. Somebody two levels above you does")
    # Who asked stood in the chain then: who has left it since, or the service, is not below everybody.
    if level_of(officer) < max(level_of(waiver.asked_by), LOWEST) + LEVELS_UP:
        raise NotPermitted("waiver.level", "This is decided two levels above who asked. Tell that person that it waits")


def check_can_end_waiver(officer: Officer, waiver: Waiver) -> None:
    """Return when the officer may end the waiver before its time: who asked for it, or who could grant it."""
    if not officer.is_active:
        raise NotPermitted("waiver.outside", "A waiver is asked for by somebody of the chain of command. "
                                             "Ask your supervisor to do it")
    if officer.id != waiver.asked_by_id:
        check_can_decide_waiver(officer, waiver)


# --- scales -----------------------------------------------------------------------------------------------


def check_can_report_calibration(officer: Officer) -> None:
    """Return when the officer may report that a scale was calibrated: an administrator or a supervisor."""
    check_holds_role(officer, Role.ADMINISTRATOR, Role.SUPERVISOR)


def check_can_decide_calibration(officer: Officer, calibration: Calibration) -> None:
    """Return when the officer may decide an open report: never the own one."""
    check_holds_role(officer, Role.ADMINISTRATOR, Role.SUPERVISOR)
    if officer.id == calibration.reported_by_id:
        raise NotPermitted("calibration.own", "Another person must confirm the calibration that you reported")
    if calibration.state != "reported":
        raise NotAllowedNow("calibration.decided", "This was decided already")


def check_can_withdraw_scale(officer: Officer) -> None:
    """Return when the officer may take a scale out of use: whoever weighs, or answers for weights."""
    check_holds_role(
        officer, Role.ADMINISTRATOR, Role.SUPERVISOR, Role.STOREKEEPER, Role.OFFICER, Role.SAMPLER, Role.CHECKER
    )
