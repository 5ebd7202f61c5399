"""Who leaves a load that two have on the way, and who comes beside the one who is left alone with it.

As in ``permissions``: each check also asks the policies of its verb, then returns or raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput, NotAllowedNow, NotPermitted
from custody.core.events import SECOND_LEFT
from custody.evidence.lists import SECOND
from custody.evidence.selectors import access
from custody.evidence.selectors.crews import is_offered_to, lacks_second, signed_that_gone
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import Countersignature, HandlingUnit
    from custody.organisation.models import Officer


def check_can_leave_crew(officer: Officer, leaver: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the officer may say that ``leaver`` is with the units no more: one of the two who have them on the
    way, of oneself or of the other. That somebody fell ill is a fact: nothing else is asked of the units."""
    if not officer.is_active or not units:
        raise NotAllowedNow(
            "second.nothing", "Badge {badge} has nothing on the way together with another", badge=leaver.badge
        )


def check_second_missing(units: Sequence[HandlingUnit]) -> None:
    """Return when one person alone has each of the units on the way: on the road, or at the furnace. What differs does
    not matter: a load in dispute needs two all the more."""
    for unit in units:
        if not lacks_second(unit):
            raise NotAllowedNow(
                "second.not_missing", "{label} has no second missing: two have it, or it is not on the way",
                label=unit.label,
            )  # fmt: skip


def check_comes_alone(second: Officer | None, *, purpose: str) -> None:
    """Return when no second is named of who comes beside one person: there are two with that one."""
    if purpose == SECOND and second is not None:
        raise InvalidInput(
            "second.one", "One person comes beside who has it: name no second", field="second_badge"
        )


def check_can_be_second(receiver: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the officer may come beside who has the units alone: who may ride with a load, is not that one, and
    did not sign that the other is gone: nobody confirms a vacancy and fills it."""
    check_holds_role(receiver, Role.CREW, Role.OFFICER)
    if any(access.is_custodian(receiver, unit) for unit in units):
        raise NotPermitted("people.same", "Choose another person: one person cannot sign both sides")
    if signed_that_gone(receiver, units):
        raise NotPermitted(
            "second.confirmed", "Badge {badge} signed that the other is gone. Somebody else comes beside you",
            badge=receiver.badge,
        )  # fmt: skip


def check_confirms_from_outside(officer: Officer, signature: Countersignature) -> None:
    """Return when the officer may sign that one of two is gone, where nobody else was named: not who has it, nor to
    whom it is offered."""
    unit = signature.unit
    if signature.about == SECOND_LEFT.code and (access.is_custodian(officer, unit) or is_offered_to(officer, unit)):
        raise NotPermitted("second.keeper_signs", "You have it, or are to have it. Another person signs for this")
