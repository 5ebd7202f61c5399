"""Who: whom a variance of the books passes to, and who closes it. Each check returns, or raises."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotPermitted
from custody.destruction import book_policies
from custody.evidence.lists import HANDS
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


def check_can_answer_variance(officer: Officer, offer: VarianceOffer, *, missing_mg: int) -> None:
    """Return when the officer may accept to answer for what is missing: who was asked, and for no more than that."""
    check_can_refuse_variance(officer, offer)
    book_policies.check_as_offered(offer, missing_mg=missing_mg)


def check_can_refuse_variance(officer: Officer, offer: VarianceOffer) -> None:
    """Return when the officer may refuse to answer for the variance: who was asked."""
    if not officer.is_active or officer.id != offer.to_owner_id:
        raise NotPermitted("variance.not_asked", "Another person was asked this")


def check_can_take_back_variance(officer: Officer, offer: VarianceOffer) -> None:
    """Return when the officer may take back that somebody was asked: who asked; a supervisor who was not asked, where
    who asked or who was asked serves no more."""
    if officer.is_active and officer.id == offer.offered_by_id:
        return
    if officer.id == offer.to_owner_id or (offer.offered_by.is_active and offer.to_owner.is_active):
        raise NotPermitted("variance.not_asked", "Another person was asked this")
    check_holds_role(officer, Role.SUPERVISOR)


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
