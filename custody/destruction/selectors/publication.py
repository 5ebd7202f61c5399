"""What may be told the public of a seizure now (C21): nothing before it has burnt, or before somebody decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q

from custody.core.lifecycle import GONE
from custody.destruction.lists import PUBLIC_FIELDS
from custody.destruction.plan_models import Publication
from custody.evidence.models import HandlingUnit, Seizure
from custody.evidence.models.unit import CONVEYANCE_KINDS
from custody.evidence.selectors.totals import totals_of

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Release:
    """What may be told of a seizure. ``None`` in a field: it may not, or it is not known. Never a place."""

    seizure_id: UUID
    on: date | None
    mg: int | None
    origin: str | None
    cover_load: str | None
    burnt: bool


def decision_on(seizure: Seizure) -> Publication | None:
    """Return the newest decision on a seizure, or ``None``: then it is told once all of it has burnt."""
    rows = Publication.objects.filter(seizure=seizure).select_related("decided_by")
    return rows.order_by("-decided_at", "-last_seq").first()


def release_of(seizure: Seizure, *, at: datetime) -> Release | None:
    """Return what may be told of a seizure now; ``None`` under the embargo."""
    decision = decision_on(seizure)
    burnt = not _goods(seizure).exclude(custody_state__in=[state.value for state in GONE]).exists()
    burnt = burnt and _goods(seizure).exists()
    if decision is None:
        fields: list[str] = list(PUBLIC_FIELDS) if burnt else []
    elif decision.publishable_at is not None and decision.publishable_at <= at:
        fields = decision.fields
    else:
        fields = []
    if not fields:
        return None
    local = seizure.seized_at.astimezone(ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)).date()
    return Release(
        seizure_id=seizure.id,
        on=local if "date" in fields else None,
        mg=totals_of(seizure).gross_mg if "mass" in fields else None,
        origin=seizure.origin_country if "origin" in fields else None,
        cover_load=seizure.cover_load if "cover_load" in fields else None,
        burnt=burnt,
    )


def publishable(*, at: datetime) -> QuerySet[Seizure]:
    """Return the seizures of which something may be told now, the newest first. Read it a page at a time."""
    newest = Publication.objects.filter(seizure=OuterRef("pk")).order_by("-decided_at", "-last_seq")
    goods = HandlingUnit.objects.filter(seizure=OuterRef("pk"), parent__isnull=True).exclude(
        kind__in=[*CONVEYANCE_KINDS, "sample"]
    )
    alive = goods.exclude(custody_state__in=[state.value for state in GONE])
    return (
        Seizure.objects.annotate(
            decided=Exists(newest), told_from=newest.values("publishable_at")[:1], told=newest.values("fields")[:1]
        )
        .filter(
            Q(decided=True, told_from__lte=at) & ~Q(told=[])
            | Q(decided=False) & Exists(goods) & ~Exists(alive)
        )
        .order_by("-seized_at", F("id").asc())
    )


def _goods(seizure: Seizure) -> QuerySet[HandlingUnit]:
    return HandlingUnit.objects.filter(seizure=seizure, parent__isnull=True).exclude(
        kind__in=[*CONVEYANCE_KINDS, "sample"]
    )
