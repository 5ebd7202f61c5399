"""Who may give goods to who receives them by an act that two have approved, and when it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.exceptional import Exceptional
from custody.evidence import permissions
from custody.evidence.exceptions import policies
from custody.evidence.exceptions.permissions import check_frees_another, check_may_leave
from custody.organisation.permissions import check_two_people

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import Proposal
    from custody.organisation.models import Officer


def check_awaits_giving(proposal: Proposal) -> None:
    """Return while goods were approved to be given away and their keeper has yet to give them."""
    if not proposal.awaits_giving:
        raise NotAllowedNow("giving.not_awaited", "Nothing is to be given here: it is not approved, or it is done")


def check_can_give(officer: Officer, proposal: Proposal) -> None:
    """Return when the officer may give the unit to who receives it: its keeper, and neither who asked nor who approved.

    What barred the approval bars this too: a hold or a difference that came since keeps the goods here.
    """
    unit, exception = proposal.unit, Exceptional(proposal.exception)
    check_awaits_giving(proposal)
    permissions.check_custodian(officer, [unit])
    check_no_part_in(officer, proposal)
    check_frees_another(officer, unit, exception)
    policies.check_can_happen(unit, exception)
    check_may_leave(unit, exception)
    policies.check_offer_closed(unit)


def check_can_see_given(officer: Officer, witness: Officer, proposal: Proposal) -> None:
    """Return when ``witness`` may stand by: another person who handles goods, and had no part in the decision."""
    permissions.check_witness(officer, witness)
    check_no_part_in(witness, proposal)


def check_given_after(proposal: Proposal, *, at: datetime) -> None:
    """Return when the goods were given after it was approved: before, nobody had said that they may go."""
    if proposal.decided_at is not None and at < proposal.decided_at:
        raise InvalidInput("giving.before", "It was approved later than that: enter when it was really given",
                           field="occurred_at")  # fmt: skip


def check_no_part_in(officer: Officer, proposal: Proposal) -> None:
    """Return when the officer neither asked for it nor approved it: what two decided, two others carry out."""
    for other in (proposal.proposed_by, proposal.decided_by):
        if other is not None:
            check_two_people(officer, other)
