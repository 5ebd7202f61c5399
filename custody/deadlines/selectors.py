"""Reads of the clocks. Each uses a partial index over what is open, so that history costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Now

from custody.deadlines.models import Clock
from custody.deadlines.types import STORAGE, ClockType
from custody.evidence.lists import HANDS
from custody.evidence.models import HandlingUnit, MissionLoad, Seizure
from custody.evidence.selectors.gaps import SILENT, OpenGap, open_gaps
from custody.evidence.selectors.having import Had
from custody.organisation.models import Officer, Site


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


def overdue(clock_type: ClockType) -> QuerySet[Clock]:
    """Return the clocks of a type that run and whose time is over: their ``subject_id`` says of what."""
    return _running().filter(clock_type=clock_type, due_at__lt=Now())


def gaps_now(unit: HandlingUnit, *, at: datetime) -> list[OpenGap]:
    """Return every gap in the custody of an outermost unit that lasts at a moment, the longest in front: also that its
    crew is not heard."""
    rides = MissionLoad.objects.filter(unit=unit, state="carried").values("mission")
    late = Clock.objects.filter(
        subject_id__in=rides, clock_type=ClockType.CHECK_IN, closed_at__isnull=True, due_at__lt=at
    )
    silent = [OpenGap(SILENT, due_at) for due_at in late.values_list("due_at", flat=True)]
    return sorted([*open_gaps(unit, at=at), *silent], key=lambda gap: gap.since)


def gaps_by(unit: HandlingUnit, *, had: Had, clocks: Mapping[UUID, Sequence[Clock]]) -> list[OpenGap]:
    """Return the same for a page that asked already what there is of the unit, and which clocks run for it and for the
    transports it rides with."""
    checks = [clock for mission_id in had.carried_by for clock in clocks.get(mission_id, ())
              if clock.clock_type == ClockType.CHECK_IN and clock.due_at < had.at]
    silent = [OpenGap(SILENT, clock.due_at) for clock in checks]
    return sorted([*open_gaps(unit, at=had.at, had=had), *silent], key=lambda gap: gap.since)


def labels_of(clocks: Iterable[Clock]) -> dict[UUID, str]:
    """Return the labels of those subjects that are units, or a seizure's code word, by the subject's id."""
    clocks = list(clocks)
    ids = {clock.subject_id for clock in clocks}
    found: dict[UUID, str] = dict(HandlingUnit.objects.filter(pk__in=ids).values_list("id", "label"))
    found |= dict(Seizure.objects.filter(pk__in=ids).values_list("id", "code_word"))
    return found


def goods_clocks() -> QuerySet[Clock]:
    """Return the running clocks that say when goods must be gone; those that a hold lies on wait for its end."""
    return Clock.objects.filter(
        closed_at__isnull=True, paused_at__isnull=True, clock_type__in=[ClockType.TARGET_DESTRUCTION, *STORAGE]
    )


def falls_due(*, until: datetime, site: Site | None = None, limit: int) -> list[Clock]:
    """Return what runs out, or asks for the review of a hold, until a moment; what is past due in front."""
    held = Q(paused_at__isnull=False)
    rows = _running().filter(~held & Q(due_at__lte=until) | held & Q(next_fire_at__lte=until))
    if site is not None:
        rows = rows.filter(site=site)
    return list(rows.select_related("site").order_by("due_at", "pk")[:limit])


def _running() -> QuerySet[Clock]:
    return Clock.objects.filter(closed_at__isnull=True)


def counted_blind(officer: Officer) -> frozenset[UUID]:
    """Return the units that wait to be counted blind and that the officer could be asked to count.

    How many packages the books have of them is shown to nobody who might count them.
    """
    if not officer.has_role(*HANDS):
        return frozenset()
    owed = Clock.objects.filter(clock_type=ClockType.COUNT_OWED, closed_at__isnull=True)
    return frozenset(owed.values_list("subject_id", flat=True))


def is_counted_blind(officer: Officer, clocks: Iterable[Clock]) -> bool:
    """Say the same of one unit by the clocks that run for it."""
    return officer.has_role(*HANDS) and any(clock.clock_type == ClockType.COUNT_OWED for clock in clocks)


def next_due(units: QuerySet[HandlingUnit]) -> dict[str, datetime]:
    """Return the kinds of clock that run for some units, each with the moment it first falls due, the first one in
    front. Those that stand still are left out. The units are named to the database, and none of them is read."""
    named = units.order_by().select_related(None).values("pk")
    rows = _running().filter(subject_id__in=named, paused_at__isnull=True)
    return dict(rows.values_list("clock_type").annotate(first=Min("due_at")).order_by("first"))
