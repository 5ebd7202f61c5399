"""Who decides what another person proposed, and who takes it back. Each check returns, or raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.organisation.models import Officer
    from custody.organisation.models.proposals import Proposed

DECIDERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)


def check_can_decide(officer: Officer, proposal: Proposed) -> None:
    """Return when the officer may decide an open proposal: an administrator or a supervisor, never who made it."""
    check_holds_role(officer, *DECIDERS)
    if officer.id == proposal.proposed_by_id:
        raise NotPermitted("policy.own", "Another person must decide what you proposed")
    check_open(proposal)


def check_can_withdraw(officer: Officer, proposal: Proposed) -> None:
    """Return when the officer may take the open proposal back: who made it."""
    if not officer.is_active or officer.id != proposal.proposed_by_id:
        raise NotPermitted("policy.not_yours", "Only who proposed it takes it back")
    check_open(proposal)


def check_open(proposal: Proposed) -> None:
    """Return while nobody decided it."""
    if proposal.state != "open":
        raise NotAllowedNow("policy.decided", "This was decided already")
