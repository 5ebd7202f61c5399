"""Reads of holds: those that last, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core.errors import NotFound
from custody.core.lifecycle import GONE, AuthorityState
from custody.destruction.models import DestructionOrder, OrderLine
from custody.destruction.selectors.access import SEES_ORDERS
from custody.evidence.models import HandlingUnit, Hold
from custody.evidence.models.unit import CONVEYANCE_KINDS
from custody.evidence.selectors.access import visible_units
from custody.evidence.selectors.exceptions import BY_LABORATORY

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def visible_holds(officer: Officer) -> QuerySet[Hold]:
    """Return the holds the officer may know of: all of them for those who see orders, none for others."""
    rows = Hold.objects.select_related("unit", "unit__seizure", "placed_by", "verified_by", "lifted_by")
    return rows if officer.is_active and officer.has_role(*SEES_ORDERS) else rows.none()


def hold_for(officer: Officer, *, hold_id: UUID) -> Hold:
    """Return the hold; raise ``NotFound`` when there is none or the officer may not know of it."""
    return _one(visible_holds(officer).filter(pk=hold_id).first())


def units_to_hold(
    officer: Officer, *, unit_id: UUID | None = None, seizure_id: UUID | None = None
) -> list[HandlingUnit]:
    """Return what may be held back: one unit, or those of a seizure, that no authority holds back yet; what lay beside
    the drugs too, for a court may want a vehicle or a cover load kept."""
    rows = visible_units(officer).filter(parent__isnull=True).exclude(kind__in=[*CONVEYANCE_KINDS, "sample"])
    by_laboratory = Hold.objects.filter(authority=BY_LABORATORY, lifted_at__isnull=True).values("unit")
    rows = rows.exclude(custody_state__in=sorted(GONE))
    rows = rows.filter(~Q(authority_state=AuthorityState.HELD) | Q(pk__in=by_laboratory))
    if unit_id is not None:
        rows = rows.filter(pk=unit_id)
    elif seizure_id is not None:
        rows = rows.filter(seizure=seizure_id)
    else:
        rows = rows.none()
    return list(rows.order_by("label"))


def holds_on(unit_ids: Iterable[UUID]) -> dict[UUID, Hold]:
    """Return the hold that lasts on some units, by unit."""
    rows = Hold.objects.filter(unit__in=list(unit_ids), lifted_at__isnull=True)
    return {hold.unit_id: hold for hold in rows.select_related("placed_by", "verified_by")}


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
