"""Who says what became of goods, once a test before the fire was negative: that they are what they should be after all,
or that they were swapped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.evidence.selectors import swaps
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import Discrepancy, HandlingUnit
    from custody.organisation.models import Officer

EXPLAIN = (Role.SUPERVISOR,)
CONFIRM = (Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""Who says that goods were swapped: nobody who commands those who had them."""


def resolvers_of(questions: Sequence[Discrepancy]) -> tuple[Role, ...]:
    """Return whose answer ends what may be one question about several units: where a laboratory, too, found no drugs in
    one of them, somebody's from outside the watch."""
    return CONFIRM if any(swaps.is_confirmed(row) for row in questions) else EXPLAIN


def may_explain(officer: Officer, discrepancy: Discrepancy, *, roles: Sequence[Role]) -> bool:
    """Say whether the officer is one of those who may explain it, by ``resolvers_of``, and did not open it."""
    return officer.has_role(*roles) and officer.id != discrepancy.opened_by_id


def check_swap_answered(officer: Officer, questions: Sequence[Discrepancy]) -> None:
    """Return where no negative test asked what one answer explains; where one did, when a laboratory said what is in a
    sample taken since of each unit it stands on, and the officer had no part in the test, the samples or the results
    (C12). What was packed anew is gone: its parts are asked instead.

    Words do not answer a reagent: whoever swapped the goods has a friend who says that it was old.
    """
    asked = [row for row in questions if swaps.is_swap(row)]
    if any(officer.id in swaps.people_of(row) for row in asked):
        raise NotPermitted(
            "discrepancy.tested",
            "You had a part in the test, the sample or its result. Another person must resolve this",
        )
    for row in [row for row in asked if not row.unit.is_gone] or asked:
        if swaps.answer_to(row) is None:
            raise NotAllowedNow(
                "discrepancy.untested",
                "A test of {label} was negative. Take a sample of it: only what a laboratory finds in that resolves "
                "this",
                label=row.unit.label,
            )


def check_not_swapped(unit: HandlingUnit) -> None:
    """Return for goods that are what was seized. What somebody put in the place of drugs belongs to no owner: it does
    not go back."""
    if swaps.was_swapped(unit):
        raise NotAllowedNow(
            "exception.swapped",
            "What is in {label} was put in the place of drugs: it goes back to nobody, and is destroyed as goods",
            label=unit.label,
        )
