"""Lists for the people who work with units: what is in my name, what waits for me, what lies in store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from custody.core.lifecycle import GONE, CustodyState
from custody.evidence.models import Discrepancy, HandlingUnit, Transfer
from custody.evidence.selectors.access import visible_units

if TYPE_CHECKING:
    from custody.organisation.models import Officer

_LIVE = Q(parent__isnull=True) & ~Q(custody_state__in=[state.value for state in GONE])


def my_custody(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the live outermost units in the custody of the officer, longest held first. The caller pages."""
    mine = Q(custodian=officer) | Q(co_custodian=officer)
    return visible_units(officer).filter(_LIVE & mine).order_by("held_since", "label")


def waiting_for(officer: Officer, *, limit: int = 50) -> list[Transfer]:
    """Return the open hand-overs offered to the officer, as receiver or as second, oldest first."""
    return _open_transfers(Q(receiver=officer) | Q(receiver_second=officer), limit=limit)


def offered_by(officer: Officer, *, limit: int = 50) -> list[Transfer]:
    """Return the open hand-overs that the officer offered, oldest first: the officer is still responsible."""
    return _open_transfers(Q(giver=officer), limit=limit)


def transfer_units(transfer: Transfer) -> list[HandlingUnit]:
    """Return the units of a hand-over, by label."""
    rows = HandlingUnit.objects.filter(transfer_lines__transfer=transfer)
    return list(rows.select_related("custodian", "co_custodian", "seizure").order_by("label"))


def units_in_store(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the units that are in store, longest seized first. The caller pages."""
    stored = visible_units(officer).filter(custody_state=CustodyState.STORED)
    return stored.order_by("seized_at", "label")


def units_inside(unit: HandlingUnit) -> QuerySet[HandlingUnit]:
    """Return what lies directly inside a unit, by label. The caller pages."""
    return HandlingUnit.objects.filter(parent=unit).select_related("exhibit").order_by("label")


def open_discrepancies(officer: Officer) -> QuerySet[Discrepancy]:
    """Return the discrepancies nobody has resolved yet, oldest first. The caller pages."""
    rows = Discrepancy.objects.filter(resolved_at__isnull=True, unit__in=visible_units(officer))
    return rows.select_related("unit", "opened_by").order_by("opened_at", "id")


def _open_transfers(which: Q, *, limit: int) -> list[Transfer]:
    rows = Transfer.objects.filter(which, state="offered")
    return list(rows.select_related("giver", "receiver", "receiver_second").order_by("offered_at")[:limit])
