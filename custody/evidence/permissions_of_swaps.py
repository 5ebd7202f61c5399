"""Who says that goods are what they should be after all, once a test before the fire was negative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.evidence.selectors import swaps

if TYPE_CHECKING:
    from custody.evidence.models import Discrepancy
    from custody.organisation.models import Officer


def check_swap_answered(officer: Officer, questions: Sequence[Discrepancy]) -> None:
    """Return where no negative test asked what one answer explains; where one did, when a laboratory found drugs in a
    sample taken since of each unit it stands on, and the officer had no part in the test, the samples or the results
    (C12). What was packed anew is gone: its parts are asked instead.

    Words do not answer a reagent: whoever swapped the goods has a friend who says that it was old.
    """
    asked = [row for row in questions if swaps.is_swap(row)]
    if any(officer.id in swaps.people_of(row) for row in asked):
        raise NotPermitted(
            "discrepancy.tested",
            "You had a part in the test, the sample or its result. Another supervisor must resolve this",
        )
    for row in [row for row in asked if not row.unit.is_gone] or asked:
        answer = swaps.answer_to(row)
        if answer is None or answer.outcome != "positive":
            raise NotAllowedNow(
                "discrepancy.untested",
                "A test of {label} was negative. Take a sample of it: only what a laboratory finds in that resolves "
                "this",
                label=row.unit.label,
            )
