"""Who says that goods are what they should be after all, once a test before the fire was negative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.evidence.selectors import swaps

if TYPE_CHECKING:
    from custody.evidence.models import Discrepancy
    from custody.organisation.models import Officer


def check_swap_answered(officer: Officer, discrepancy: Discrepancy) -> None:
    """Return for a discrepancy that no negative test opened; for one that did, when a laboratory found drugs in a
    sample taken of the unit since, and the officer had no part in the test, the sample or the result (C12).

    Words do not answer a reagent: whoever swapped the goods has a friend who says that it was old.
    """
    if not swaps.is_swap(discrepancy):
        return
    if officer.id in swaps.people_of(discrepancy):
        raise NotPermitted(
            "discrepancy.tested",
            "You had a part in the test, the sample or its result. Another supervisor must resolve this",
        )
    answer = swaps.answer_to(discrepancy)
    if answer is None or answer.outcome != "positive":
        raise NotAllowedNow(
            "discrepancy.untested",
            "A test of {label} was negative. Take a sample of it: only what a laboratory finds in that resolves this",
            label=discrepancy.unit.label,
        )
