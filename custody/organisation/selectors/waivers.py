"""Reads of the register of waivers. Every room that knows a rule asks ``waived`` before it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from custody.core.errors import NotFound
from custody.organisation.models import Waiver
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from custody.organisation.models import Officer

READERS = (
    Role.SUPERVISOR,
    Role.DUTY_OFFICER,
    Role.REGIONAL_HEAD,
    Role.DIRECTOR,
    Role.AUDITOR,
    Role.INTERNAL_AFFAIRS,
)
"""Who reads the whole register. Everybody else reads what they asked for themselves."""


def waived(
    *, rule: str, subject_kind: str, subject_id: UUID, at: datetime, but_not_by: Collection[UUID] = ()
) -> Waiver | None:
    """Return the waiver of the rule for the subject that counts at a moment, or ``None``: then the rule blocks.

    Also one that ended since, for a moment in which it counted. Of several the one that admits most, then the one that
    lasts longest; none that one of ``but_not_by`` granted.
    Ask inside the transaction, with the subject locked: granting and ending a waiver touch its own row only, so a
    waiver that is ended at this very moment may still count once.
    """
    rows = Waiver.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at), rule=rule, subject_kind=subject_kind, subject_id=subject_id,
        state__in=("granted", "ended", "expired"), decided_at__lte=at, expires_at__gt=at,
    ).exclude(decided_by__in=but_not_by)  # fmt: skip
    return max(rows, key=lambda row: (row.amount or 0, row.expires_at), default=None)


def visible_waivers(officer: Officer) -> QuerySet[Waiver]:
    """Return the waivers an officer may read of, the newest first."""
    rows = Waiver.objects.select_related("asked_by", "decided_by").order_by("-asked_at", "id")
    if not officer.is_active:
        return rows.none()
    return rows if officer.has_role(*READERS) else rows.filter(asked_by=officer)


def waiver_for(officer: Officer, *, waiver_id: UUID) -> Waiver:
    """Return a waiver; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_waivers(officer).filter(pk=waiver_id).first()
    if found is None:
        raise NotFound
    return found


def waivers_to_end(*, at: datetime, limit: int = 100) -> list[Waiver]:
    """Return the waivers whose time is over and whose end nobody has recorded yet, the oldest first."""
    rows = Waiver.objects.filter(state__in=["asked", "granted"], expires_at__lte=at)
    return list(rows.order_by("expires_at", "id")[:limit])


@dataclass(frozen=True, slots=True)
class WaiverCount:
    """How many waivers one officer asked for in one month, and how many of them were granted."""

    month: datetime
    badge: str
    asked: int
    granted: int


def waiver_counts(officer: Officer, *, since: datetime) -> list[WaiverCount]:
    """Return the counts per person and month of what the officer may read of, the newest month first."""
    rows = (
        visible_waivers(officer)
        .filter(asked_at__gte=since)
        .order_by()
        .annotate(month=TruncMonth("asked_at"))
        .values("month", "asked_by__badge")
        .annotate(asked=Count("id"), granted=Count("id", filter=Q(state__in=["granted", "ended", "expired"],
                                                                   decided_at__isnull=False)))
        .order_by("-month", "-asked", "asked_by__badge")
    )  # fmt: skip
    return [
        WaiverCount(month=row["month"], badge=row["asked_by__badge"], asked=row["asked"], granted=row["granted"])
        for row in rows
    ]
