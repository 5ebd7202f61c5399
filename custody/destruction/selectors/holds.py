"""Reads of holds: those that last, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.destruction.models import DestructionOrder, OrderLine
from custody.evidence.models import HandlingUnit, Hold
from custody.evidence.selectors.access import check_operative

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def lasting(*, officer: Officer) -> QuerySet[Hold]:
    """Return the holds that last, the one to be reviewed first in front, to anybody who may know of units."""
    check_operative(officer)
    rows = Hold.objects.filter(lifted_at__isnull=True)
    return rows.select_related("unit", "unit__seizure", "placed_by", "verified_by").order_by("review_at", "id")


def hold_for(officer: Officer, *, hold_id: UUID) -> Hold:
    """Return a hold; raise ``NotFound`` when there is none."""
    check_operative(officer)
    found = Hold.objects.select_related("unit", "unit__seizure", "placed_by", "verified_by", "lifted_by").filter(
        pk=hold_id
    )
    return _one(found.first())


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


def to_review(*, at: datetime) -> int:
    """Return how many holds ought to have been reviewed by now."""
    return Hold.objects.filter(lifted_at__isnull=True, review_at__lte=at).count()


def _one(row: Hold | None) -> Hold:
    if row is None:
        raise NotFound
    return row
