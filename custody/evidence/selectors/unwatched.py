"""Places that no camera or no alarm watches, and drills; each for those who may know of it, never both in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core.errors import NotFound
from custody.evidence.models import WatchReport
from custody.evidence.selectors.access import ANSWERS_DANGER
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from custody.organisation.models import Officer

READERS = (*ANSWERS_DANGER, Role.STOREKEEPER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""Who may know which place nobody watches: who keeps goods, commands, or audits."""
ORDERS_DRILLS = (Role.SUPERVISOR, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
SEES_DRILLS = tuple(dict.fromkeys((*ANSWERS_DANGER, *ORDERS_DRILLS)))


def visible_outages(officer: Officer) -> QuerySet[WatchReport]:
    """Return what was reported down, the newest first; to anybody else than its readers what they reported."""
    rows = _newest(drill=False)
    if not officer.is_active:
        return rows.none()
    return rows if officer.has_role(*READERS) else rows.filter(reported_by=officer)


def visible_drills(officer: Officer) -> QuerySet[WatchReport]:
    """Return the drills, the newest first, from their first moment: to who answers, orders or audits them."""
    rows = _newest(drill=True)
    return rows if officer.is_active and officer.has_role(*SEES_DRILLS) else rows.none()


def drills_to_answer(officer: Officer) -> QuerySet[WatchReport]:
    """Return the drills that run and that the officer may answer: those that somebody else ordered."""
    rows = _newest(drill=True).filter(answered_at__isnull=True, ended_at__isnull=True).exclude(reported_by=officer)
    return rows if officer.is_active and officer.has_role(*ANSWERS_DANGER) else rows.none()


def outage_for(officer: Officer, *, report_id: UUID) -> WatchReport:
    """Return one outage; raise ``NotFound`` when there is none or the officer may not know of it."""
    return _one(visible_outages(officer), report_id)


def drill_for(officer: Officer, *, report_id: UUID) -> WatchReport:
    """Return one drill; raise ``NotFound`` when there is none or the officer may not know of it."""
    return _one(visible_drills(officer), report_id)


def down_at(place_ids: Collection[UUID] | None = None) -> QuerySet[WatchReport]:
    """Return the outages that last, at some places or all, the oldest first. Never a drill."""
    rows = WatchReport.objects.filter(drill=False, ended_at__isnull=True, answered_at__isnull=True)
    rows = rows if place_ids is None else rows.filter(place__in=place_ids)
    return rows.order_by("reported_at", "id")


def open_at(place_id: UUID) -> QuerySet[WatchReport]:
    """Return what lasts at a place, outages and drills."""
    return WatchReport.objects.filter(Q(answered_at__isnull=True, ended_at__isnull=True), place=place_id)


def _newest(*, drill: bool) -> QuerySet[WatchReport]:
    rows = WatchReport.objects.filter(drill=drill).select_related("place", "reported_by", "answered_by", "ended_by")
    return rows.order_by("-reported_at", "id")


def _one(rows: QuerySet[WatchReport], report_id: UUID) -> WatchReport:
    found = rows.filter(pk=report_id).first()
    if found is None:
        raise NotFound
    return found
