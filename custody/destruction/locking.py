"""Locks on the rows of this room, taken before those on units (docs/explanation/locking.md).

The order is: furnaces; a decision of an authority; what a magistrate is asked, or the seizure; order, notice, request
to retain or burn; units; holds. Manifest and order lines need no lock of their own: whoever
writes them holds their burn, or their units. Called inside ``recording`` only.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from custody.core.errors import NotFound
from custody.destruction.models import (
    AuthorityDecision,
    BurnSession,
    DestructionOrder,
    Facility,
    ManifestLine,
    Notice,
    OrderRequest,
    RetentionRequest,
)
from custody.evidence.models import Hold


def lock_order(order_id: UUID) -> DestructionOrder:
    """Return the order, locked; raise ``NotFound`` when there is none."""
    found = DestructionOrder.objects.select_for_update().filter(pk=order_id).first()
    if found is None:
        raise NotFound
    return found


def lock_notice(notice_id: UUID) -> Notice:
    """Return the notice, locked; raise ``NotFound`` when there is none."""
    found = Notice.objects.select_for_update(of=("self",)).filter(pk=notice_id).first()
    if found is None:
        raise NotFound
    return found


def lock_retention(retention_id: UUID) -> RetentionRequest:
    """Return the request to retain, locked; raise ``NotFound`` when there is none."""
    found = RetentionRequest.objects.select_for_update(of=("self",)).filter(pk=retention_id).first()
    if found is None:
        raise NotFound
    return found


def lock_request(request_id: UUID) -> OrderRequest:
    """Return what a magistrate is asked, locked; raise ``NotFound`` when there is none."""
    found = OrderRequest.objects.select_for_update(of=("self",)).filter(pk=request_id).first()
    if found is None:
        raise NotFound
    return found


def lock_hold(hold_id: UUID) -> Hold:
    """Return the hold, locked; raise ``NotFound`` when there is none. Its unit is locked before it."""
    found = Hold.objects.select_for_update().filter(pk=hold_id).first()
    if found is None:
        raise NotFound
    return found


def lock_decision(decision_id: UUID) -> AuthorityDecision:
    """Return the decision, locked before what it is about; raise ``NotFound`` when there is none."""
    found = AuthorityDecision.objects.select_for_update(of=("self",)).filter(pk=decision_id).first()
    if found is None:
        raise NotFound
    return found


def lock_session(session_id: UUID) -> BurnSession:
    """Return the burn, locked; raise ``NotFound`` when there is none."""
    rows = BurnSession.objects.raw("SELECT * FROM custody_burnsession WHERE id = %s FOR UPDATE", [session_id])
    found = next(iter(rows), None)
    if found is None:
        raise NotFound
    return found


def lock_burns_of(unit_ids: Iterable[UUID]) -> None:
    """Lock the burns that some units are in, before the units: whoever takes goods out of a burn and whoever goes on
    with it take the two in one order, and what both witnesses have signed meanwhile is seen."""
    rows = ManifestLine.objects.filter(unit__in=list(unit_ids), live=True, destroyed_at__isnull=True)
    list(BurnSession.objects.select_for_update().filter(pk__in=rows.values("session")).order_by("pk"))


def lock_facilities() -> list[Facility]:
    """Return every furnace, locked: who names or confirms a pair of witnesses looks at the burns around it,
    and two who do so at once would each miss the other's pair.
    """
    return list(Facility.objects.select_for_update(no_key=True).order_by("pk"))


def lock_facility(facility: Facility) -> Facility:
    """Return the furnace, locked: two who book it at once must not both get the same hour."""
    return Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
