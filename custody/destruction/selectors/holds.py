"""Reads of holds: those that last, and what they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.lifecycle import GONE, AuthorityState
from custody.destruction.models import DestructionOrder, OrderLine
from custody.destruction.sample_policies import SAMPLE
from custody.destruction.selectors.access import SEES_ORDERS
from custody.evidence.models import HandlingUnit, Hold
from custody.evidence.models.unit import CONVEYANCE_KINDS
from custody.evidence.selectors.access import visible_units
from custody.evidence.selectors.counting import without_counted
from custody.evidence.selectors.exceptions import BECAME_OTHERS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def visible_holds(officer: Officer) -> QuerySet[Hold]:
    """Return the holds the officer may know of: all of them for those who see orders, none for others."""
    rows = Hold.objects.select_related("unit", "unit__seizure", "placed_by", "verified_by", "lifted_by")
    rows = without_counted(officer, rows, units=["unit"])
    return rows if officer.is_active and officer.has_role(*SEES_ORDERS) else rows.none()


def hold_for(officer: Officer, *, hold_id: UUID) -> Hold:
    """Return the hold; raise ``NotFound`` when there is none or the officer may not know of it."""
    return _one(visible_holds(officer).filter(pk=hold_id).first())


def units_to_hold(
    officer: Officer, *, unit_id: UUID | None = None, seizure_id: UUID | None = None
) -> list[HandlingUnit]:
    """Return what may be held back: one unit, or those of a seizure, held back by others already or not; what lay
    beside the drugs too, for a court may want a vehicle or a cover load kept. A sample that no order names burns with
    nothing: it is named alone too. One that came to its end is named alone:
    a letter about it is recorded, and holds nothing."""
    rows = visible_units(officer).filter(parent__isnull=True).exclude(kind__in=CONVEYANCE_KINDS)
    if unit_id is not None:
        rows = rows.filter(pk=unit_id).exclude(custody_state__in=sorted(BECAME_OTHERS))
    elif seizure_id is not None:
        rows = rows.filter(seizure=seizure_id).exclude(custody_state__in=sorted(GONE))
        rows = rows.exclude(kind=SAMPLE, authority_state=AuthorityState.NONE)
    else:
        rows = rows.none()
    return list(rows.order_by("label"))


def may_be_held(unit: HandlingUnit) -> bool:
    """Say whether a unit is one of those that ``units_to_hold`` offers."""
    is_one = unit.parent_id is None and unit.kind not in CONVEYANCE_KINDS
    return is_one and unit.custody_state not in BECAME_OTHERS


def holds_on(unit_ids: Iterable[UUID]) -> dict[UUID, list[Hold]]:
    """Return the holds that last on some units, by unit, the oldest first; an empty list for a unit without."""
    found: dict[UUID, list[Hold]] = defaultdict(list)
    rows = Hold.objects.filter(unit__in=list(unit_ids), lifted_at__isnull=True)
    for hold in rows.select_related("placed_by", "verified_by").order_by("placed_at", "id"):
        found[hold.unit_id].append(hold)
    return found


def others_on(hold: Hold) -> list[Hold]:
    """Return the holds that last on the unit of a hold beside it, the oldest first."""
    return [each for each in holds_on([hold.unit_id])[hold.unit_id] if each.id != hold.id]


def unit_id_of(hold_id: UUID) -> UUID:
    """Return the unit of a hold; raise ``NotFound`` when there is none."""
    return _one(Hold.objects.filter(pk=hold_id).first()).unit_id


def order_of(unit: HandlingUnit) -> DestructionOrder | None:
    """Return the order that covers the unit, verified or waiting for it."""
    line = OrderLine.objects.filter(unit=unit, live=True).select_related("order").first()
    return None if line is None else line.order


def _one(row: Hold | None) -> Hold:
    if row is None:
        raise NotFound
    return row
