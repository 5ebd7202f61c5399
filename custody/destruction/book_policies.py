"""When: how the books of mass must stand. Each check returns, or raises with a sentence for an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import IntegrityBroken, NotAllowedNow
from custody.core.mass import in_words
from custody.core.postings import Account

if TYPE_CHECKING:
    from custody.core.postings import Sheet
    from custody.destruction.selectors.books import Variance
    from custody.evidence.models import VarianceOffer


def check_books_close(sheet: Sheet) -> None:
    """Return when nothing of a seizure stands in custody any more, samples apart.

    What is missing may stand in the variance: there it has an owner and an age. Raises ``NotAllowedNow`` while
    something is in custody, ``IntegrityBroken`` when the accounts do not add up.
    """
    if not sheet.is_even:
        raise IntegrityBroken("books.uneven", "The books of this seizure do not add up. Tell who keeps the system")
    if sheet.mg[Account.CUSTODY]:
        raise NotAllowedNow(
            "books.open", "{mass} still stand in custody by the books", mass=in_words(sheet.mg[Account.CUSTODY])
        )


def check_variance_open(variance: Variance) -> None:
    """Return while nobody has explained, reconciled or closed the difference."""
    if variance.standing != "open":
        raise NotAllowedNow(
            "variance.over", "The difference of {label} is settled already", label=variance.unit.label
        )


def check_not_offered(variance: Variance) -> None:
    """Return while nobody is being asked to answer for the difference."""
    if variance.offer is not None:
        raise NotAllowedNow(
            "variance.offered",
            "Badge {badge} was asked to answer for the difference of {label}. That must be settled first",
            badge=variance.offer.to_owner.badge,
            label=variance.unit.label,
        )


def check_as_offered(offer: VarianceOffer, *, missing_mg: int) -> None:
    """Return when the difference is what it was when somebody was asked: nobody answers for more than they were
    shown."""
    if missing_mg != offer.missing_mg:
        raise NotAllowedNow(
            "variance.changed",
            "It was {offered} when you were asked, and is {mass} now. Refuse, and let them ask you anew",
            offered=in_words(offer.missing_mg),
            mass=in_words(missing_mg),
        )
