"""Who says who may do what. Each check returns, or raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.organisation.permissions import check_can_administer, check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.organisation.models import Officer, OfficerProposal


def check_can_propose_officer(officer: Officer, badge: str) -> None:
    """Return when the officer may propose what the officer of a badge may do: an administrator, never their own."""
    check_can_administer(officer)
    if badge.strip().casefold() == officer.badge.casefold():
        raise NotPermitted("officer.own", "Nobody says what they may do themselves. Ask another administrator")


def check_can_decide_officer(officer: Officer, proposal: OfficerProposal) -> None:
    """Return when the officer may decide an open proposal: neither who made it nor who is meant."""
    check_holds_role(officer, Role.ADMINISTRATOR, Role.SUPERVISOR)
    if officer.id == proposal.officer_id:
        raise NotPermitted("officer.own", "Nobody says what they may do themselves. Ask another administrator")
    if officer.id == proposal.proposed_by_id:
        raise NotPermitted("policy.own", "Another person must decide what you proposed")
    _check_open(proposal)


def check_can_withdraw_officer(officer: Officer, proposal: OfficerProposal) -> None:
    """Return when the officer may take the open proposal back: who made it."""
    if not officer.is_active or officer.id != proposal.proposed_by_id:
        raise NotPermitted("policy.not_yours", "Only who proposed it takes it back")
    _check_open(proposal)


def _check_open(proposal: OfficerProposal) -> None:
    if proposal.state != "open":
        raise NotAllowedNow("policy.decided", "This was decided already")
