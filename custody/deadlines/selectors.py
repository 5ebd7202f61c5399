"""Reads of the clocks. Each uses a partial index over what is open, so that history costs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from custody.deadlines.models import Clock
from custody.deadlines.types import ClockType


def database_now() -> datetime:
    """Return the time of the database: the only clock that decides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def open_clocks(subject_ids: Iterable[UUID]) -> dict[UUID, list[Clock]]:
    """Return the clocks that run for some subjects, the one due first in front."""
    out: dict[UUID, list[Clock]] = {}
    for clock in Clock.objects.filter(subject_id__in=list(subject_ids), closed_at__isnull=True).order_by("due_at"):
        out.setdefault(clock.subject_id, []).append(clock)
    return out


def past_due(*, at: datetime, limit: int = 500) -> list[Clock]:
    """Return the clocks on goods that ran out before ``at``, the oldest first."""
    return list(_goods().filter(due_at__lte=at).order_by("due_at")[:limit])


def due_within(*, at: datetime, hours: int, limit: int = 500) -> list[Clock]:
    """Return the clocks on goods that run out in the next hours, the nearest first."""
    until = at + timedelta(hours=hours)
    return list(_goods().filter(due_at__gt=at, due_at__lte=until).order_by("due_at")[:limit])


def subjects_past_due(*, at: datetime) -> tuple[int, datetime | None]:
    """Return how many units of goods are past a deadline, and the oldest deadline they missed."""
    rows = _goods().filter(due_at__lte=at)
    oldest = rows.order_by("due_at").values_list("due_at", flat=True).first()
    return rows.values("subject_id").distinct().count(), oldest


def subjects_due_within(*, at: datetime, hours: int) -> int:
    """Return how many units of goods come due in the next hours and are not past due already."""
    late = _goods().filter(due_at__lte=at).values("subject_id")
    rows = _goods().filter(due_at__gt=at, due_at__lte=at + timedelta(hours=hours)).exclude(subject_id__in=late)
    return rows.values("subject_id").distinct().count()


def _goods() -> QuerySet[Clock]:
    return Clock.objects.filter(
        closed_at__isnull=True, clock_type__in=[ClockType.TARGET_DESTRUCTION, ClockType.MAX_STORAGE]
    )
