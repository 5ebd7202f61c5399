"""Who: the members of a committee that gave an order. Each check also asks the policies of its verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotPermitted
from custody.destruction import committee_policies, policies
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.destruction.models import DestructionOrder
    from custody.organisation.models import Officer


def check_can_sign_minutes(officer: Officer, order: DestructionOrder, *, same: bool) -> None:
    """Return when the officer may sign the minutes of an order: a member of the committee who did not record it, while
    it waits to be verified; ``same``: they signed these minutes before."""
    check_holds_role(officer, Role.COMMITTEE)
    if officer.id == order.recorded_by_id:
        raise NotPermitted("order.member_gave", "You gave or recorded this order: other members sign its minutes")
    policies.check_to_verify(order)
    committee_policies.check_not_signed(same=same)


def check_is_no_signer(officer: Officer, order: DestructionOrder) -> None:
    """Return when the officer signed no minutes of this order."""
    if order.members.filter(member=officer).exists():
        raise NotPermitted("order.is_member", "You signed for the committee: another person must verify its order")
