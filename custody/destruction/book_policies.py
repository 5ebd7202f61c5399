"""When: how the books of mass must stand. Each check returns, or raises with a sentence for an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import IntegrityBroken, NotAllowedNow
from custody.core.mass import in_words
from custody.core.postings import Account

if TYPE_CHECKING:
    from custody.core.postings import Sheet


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
