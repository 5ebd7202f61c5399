"""What may be told the public of a seizure now (C21): nothing before it has burnt, or before somebody decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, When

from custody.core.lifecycle import ASH, BECAME_OTHERS
from custody.core.postings import Account
from custody.destruction.lists import PUBLIC_FIELDS
from custody.destruction.plan_models import Publication
from custody.evidence.models import HandlingUnit, Posting, Seizure
from custody.evidence.models.unit import NOT_DRUGS

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Release:
    """What may be told of a seizure. ``None`` in a field: it may not, or it is not known. Never a place."""

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
    found = told_now(at=at).filter(pk=seizure.pk).first()
    return None if found is None else as_release(found)


def publishable(*, at: datetime, since: datetime, until: datetime, limit: int) -> Iterator[Release]:
    """Yield what may be told now of what was seized from ``since`` to before ``until``, the newest first, at most
    ``limit``, in one question."""
    for seizure in told_now(at=at).filter(seized_at__gte=since, seized_at__lt=until)[:limit]:
        yield as_release(seizure)


def told_now(*, at: datetime) -> QuerySet[Seizure]:
    """Return the seizures of which something may be told now, the newest first, for ``as_release``. Read it a page at a
    time.

    Without a decision a seizure is told once all of it is ash. What was stolen, lost, handed over or given back is not:
    of such a seizure somebody decides what is told, and nobody says that it was destroyed. The mass is what the books
    took in (C10), so that a sample or a loss makes no seizure smaller, and what was repacked, split or came back is one
    mass.
    """
    newest = Publication.objects.filter(seizure=OuterRef("pk")).order_by("-decided_at", "-last_seq")
    goods = HandlingUnit.objects.filter(seizure=OuterRef("pk"), parent__isnull=True).exclude(
        Q(kind__in=NOT_DRUGS) | Q(custody_state__in=BECAME_OTHERS)
    )
    not_ash = goods.exclude(custody_state__in=ASH)
    taken_in = Case(When(from_account=Account.SEIZED, then=F("mg")), When(to_account=Account.SEIZED, then=-F("mg")))
    posted = Posting.objects.filter(unit__seizure=OuterRef("pk")).exclude(unit__kind__in=NOT_DRUGS)
    mass = posted.order_by().values("unit__seizure").annotate(taken_in=Sum(taken_in)).values("taken_in")
    rows = Seizure.objects.annotate(
        decided=Exists(newest),
        told_from=Subquery(newest.values("publishable_at")[:1]),
        told=Subquery(newest.values("fields")[:1]),
        is_burnt=Exists(goods) & ~Exists(not_ash),
        mg=Subquery(mass),
    )
    may = Q(decided=True, told_from__lte=at) & ~Q(told=[]) | Q(decided=False, is_burnt=True)
    return rows.filter(may).order_by("-seized_at", "id")


def as_release(row: Any) -> Release:
    """Return what may be told of a row of ``told_now``."""
    fields = row.told if row.decided else PUBLIC_FIELDS
    local = row.seized_at.astimezone(ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)).date()
    return Release(
        on=local if "date" in fields else None,
        mg=None if row.mg is None or "mass" not in fields else int(row.mg),
        origin=row.origin_country if "origin" in fields else None,
        cover_load=row.cover_load if "cover_load" in fields else None,
        burnt=row.is_burnt,
    )
