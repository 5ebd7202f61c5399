"""Who lets an officer set his own password, and when. Each check returns, or raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.organisation.permissions import check_holds_role
from custody.organisation.proposal_permissions import DECIDERS

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Invitation, Officer


def check_can_invite(actor: Officer, officer: Officer) -> None:
    """Return when the actor may hand half of an invitation to an officer who serves and has no password yet."""
    check_holds_role(actor, *DECIDERS)
    if not officer.is_active or officer.has_usable_password():
        raise NotAllowedNow("invitation.not_new", "Badge {badge} has a password, or serves no more",
                            badge=officer.badge)  # fmt: skip


def check_can_countersign(actor: Officer, invitation: Invitation, *, now: datetime) -> None:
    """Return when the actor may hand over the other half: never who handed over the first, and only while it lasts."""
    check_can_invite(actor, invitation.officer)
    if actor.id == invitation.invited_by_id:
        raise NotPermitted("invitation.own", "Another person makes the second code")
    if invitation.countersigned_by_id is not None or not is_open(invitation, now=now):
        raise NotAllowedNow("invitation.over", "This invitation is over, or both codes were made. Make a new one")


def is_open(invitation: Invitation, *, now: datetime) -> bool:
    """Say whether the invitation neither ended nor lapsed."""
    return invitation.ended_at is None and now < invitation.lapses_at
