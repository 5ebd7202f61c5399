"""Who lays out the bays of a store, puts goods into one, and sees what stands in which.

As in ``permissions``: each check also asks whether it is the time, then returns or raises.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow, NotPermitted
from custody.core.lifecycle import CustodyState
from custody.evidence import permissions, policies
from custody.evidence.exceptions.policies import check_located
from custody.evidence.lists import STORE_KINDS
from custody.evidence.selectors.bays import SEES_WHOLE_PLANS
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.core.bays import Grid
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer, Place

LAYS_OUT = (Role.STOREKEEPER, Role.ADMINISTRATOR)
SEES_PLANS = (Role.STOREKEEPER, *SEES_WHOLE_PLANS)
"""Who may ask what stands where in a store; a storekeeper where something is theirs, and of that."""


def check_can_lay_out(officer: Officer, place: Place) -> None:
    """Return when the officer may lay out the bays of a place: who keeps stores or the list of places."""
    check_holds_role(officer, *LAYS_OUT)
    check_is_store(place)


def check_is_store(place: Place) -> None:
    """Return when goods are put in store at the place: no other has bays."""
    if place.kind not in STORE_KINDS:
        raise NotAllowedNow("bays.no_store", "{place} is no store: it has no bays", place=place.code_word)


def check_can_shelve(
    officer: Officer, units: Sequence[HandlingUnit], *, grids: Sequence[Grid | None], bay: str
) -> None:
    """Return when the officer may put the units into a bay: who has them, in stores that have it. ``grids`` are the
    bays of where each lies."""
    policies.check_some(units)
    permissions.check_custodian(officer, units)
    for unit, grid in zip(units, grids, strict=True):
        policies.check_outermost(unit)
        check_located(unit)
        if unit.custody_state != CustodyState.STORED:
            raise NotAllowedNow("bays.not_stored", "{label} is not in store. Put it in store first", label=unit.label)
        if grid is None:
            raise NotAllowedNow(
                "bays.none", "Where {label} lies, no bays were laid out. Have them laid out first", label=unit.label
            )
        if bay not in grid:
            raise InvalidInput(
                "bays.unknown", "There is no bay {bay} where {label} lies", field="bay", bay=bay, label=unit.label
            )


def check_can_reveal_plan(officer: Officer, place: Place, *, keepers: Collection[UUID]) -> None:
    """Return when the officer may see what stands in which bay of a store: whose task it is, or who keeps something
    there (``keepers``)."""
    check_is_store(place)
    if officer.clearance < 1 or not officer.is_active:
        raise NotPermitted("place.clearance", "You are not on the list for this record. Ask your supervisor")
    if officer.has_role(*SEES_WHOLE_PLANS) or (officer.has_role(Role.STOREKEEPER) and officer.id in keepers):
        return
    raise NotPermitted("place.not_yours", "You are not on the list for this record. Ask your supervisor")
