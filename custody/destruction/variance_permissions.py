"""Who: whom a variance of the books passes to, and who closes it. Each check returns, or raises."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotPermitted
from custody.destruction import book_policies
from custody.evidence.permissions import HANDS
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.destruction.selectors.books import Variance
    from custody.evidence.models import VarianceOffer
    from custody.organisation.models import Officer

OWNERS = (*HANDS, Role.CASE_OFFICER)
"""Who may answer for a difference: whoever may handle goods, or lead the case. Never who audits."""


def check_can_offer_variance(officer: Officer, variance: Variance, to: Officer) -> None:
    """Return when the officer may ask ``to`` to answer for the variance: its owner, or a supervisor who would not be.

    ``to`` is another person than both, and may answer for a difference.
    """
    if officer.id != variance.owner.id:
        check_holds_role(officer, Role.SUPERVISOR)
    check_holds_role(to, *OWNERS)
    if to.id in {officer.id, variance.owner.id}:
        raise NotPermitted("variance.same", "Choose another person: nobody hands a difference to themselves")
    book_policies.check_variance_open(variance)
    book_policies.check_not_offered(variance)


def check_can_answer_variance(officer: Officer, offer: VarianceOffer, *, outcome: str) -> None:
    """Return when the officer may answer: who was asked accepts or refuses, who asked takes it back."""
    wanted = offer.offered_by_id if outcome == "withdrawn" else offer.to_owner_id
    if not officer.is_active or officer.id != wanted:
        raise NotPermitted("variance.not_asked", "Another person was asked this")


def check_can_close_variance(officer: Officer, variance: Variance, *, chain: Collection[UUID]) -> None:
    """Return when the officer may close the variance: an auditor who is none of ``chain``, who had a part in the unit
    or ever answered for the difference."""
    check_holds_role(officer, Role.AUDITOR)
    if officer.id in chain:
        raise NotPermitted(
            "chain.inside",
            "You had a part in the chain of {label}: somebody else must do this",
            label=variance.unit.label,
        )
    book_policies.check_variance_open(variance)
    book_policies.check_not_offered(variance)
