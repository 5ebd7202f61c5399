"""The lists of hot seizures: what makes a seizure hot, what is done of its list, and who may read of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from custody.core import hot
from custody.core.errors import NotFound
from custody.core.lifecycle import GONE, AuthorityState
from custody.core.mass import MG_PER_KG
from custody.core.rule_values import HOT_PATTERN_DAYS, HOT_PATTERN_MASS, VALUE_PER_KG
from custody.evidence.models import Checklist, ChecklistLine, GuardPost, HandlingUnit, Placement, Seizure, Weighing
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.placing import unseal_place
from custody.organisation.models import Presence
from custody.organisation.models.policies import ANY
from custody.organisation.roles import Role
from custody.organisation.selectors import narrowest, place_by_id, valid_policies

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer, Policy, Site

READERS = (
    Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS,
)  # fmt: skip
"""Who reads of every list. Others read of those with a line of their role while it is open, and of what they did."""
_REPLACED = ("superseded", "substituted")
_ESTIMATES = ("dimensional_estimate", "declared")


# --- what makes a seizure hot ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    """Why a seizure is hot, ``None`` when it is not, and the figures it was judged by."""

    cause: str | None
    load: hot.Load
    risk_percent: int


def judge(seizure: Seizure, *, at: datetime) -> Judged:
    """Judge a seizure by what is registered of it and by the rules that hold at a moment."""
    rows = valid_policies(keys=[*hot.WHERE_UNSET, VALUE_PER_KG], at=at, jurisdictions=[seizure.jurisdiction])
    values = {key: _value(rows, key, unset) for key, unset in hot.WHERE_UNSET.items()}
    masses = _masses_of(seizure)
    mass_mg = sum(masses.values())
    load = hot.Load(
        mass_mg=mass_mg,
        worth_eur=sum(_worth(rows, substance, mg) for substance, mg in masses.items()),
        concealment=seizure.concealment,
        large_lately=_large_lately(seizure, values) if hot.is_large(mass_mg, values) else 0,
    )
    return Judged(hot.cause_of(load, values), load, hot.risk_percent(seizure.concealment, values))


def _value(rows: Iterable[Policy], key: str, unset: int) -> int:
    found = narrowest(row for row in rows if row.key == key)
    return unset if found is None else found.value


def _worth(rows: Iterable[Policy], substance: str, mg: int) -> int:
    found = narrowest([row for row in rows if row.key == VALUE_PER_KG], substance=substance, mass_mg=mg)
    return 0 if found is None else mg * found.value // MG_PER_KG


def _goods(**which: object) -> QuerySet[HandlingUnit]:
    rows = HandlingUnit.objects.filter(parent__isnull=True, **which).exclude(kind__in=[*NOT_DRUGS, "sample"])
    return rows.exclude(custody_state__in=_REPLACED)


def _masses_of(seizure: Seizure) -> dict[str, int]:
    """Return what was registered of a seizure by substance, in milligrams: as booked, else as estimated, else a
    kilogram for each package. The quay weighs nothing, and a list that waits for a scale comes too late."""
    estimate = Weighing.objects.filter(unit=OuterRef("pk"), method__in=_ESTIMATES).order_by("-weighed_at", "-id")
    # Milligrams outgrow four bytes at two tonnes, and a count has no more.
    bricks = Cast("package_count", BigIntegerField()) * hot.BRICK_MG
    mass = Coalesce(F("gross_mg"), Subquery(estimate.values("gross_mg")[:1]), bricks, 0)
    rows = _goods(seizure=seizure).values_list("exhibit__substance").annotate(mg=Sum(mass))
    return {substance or ANY: mg for substance, mg in rows.order_by()}


def _large_lately(seizure: Seizure, values: Mapping[str, int]) -> int:
    """Return how many seizures of the jurisdiction in the last days were as large as the pattern asks, with this."""
    since = seizure.seized_at - timedelta(days=values[HOT_PATTERN_DAYS])
    others = Seizure.objects.filter(
        jurisdiction=seizure.jurisdiction, seized_at__gt=since, seized_at__lte=seizure.seized_at
    ).exclude(pk=seizure.pk)
    rows = _goods(seizure__in=others).values("seizure_id").annotate(mg=Sum("gross_mg")).order_by()
    return 1 + rows.filter(mg__gte=values[HOT_PATTERN_MASS] * MG_PER_KG).count()


# --- what the house sees by itself -----------------------------------------------------------------------


def where_it_lies(seizure: Seizure) -> set[Site]:
    """Return the sites where a seizure lies, its conveyance too. For actions only, like ``place_now``."""
    mine = Q(unit__seizure=seizure) | Q(unit=seizure.conveyance_id)
    rows = Placement.objects.filter(mine, until_at__isnull=True).order_by("place_token", "id").distinct("place_token")
    places = [place_by_id(place_id=unseal_place(row.place_sealed, placement_id=row.id)) for row in rows]
    return {place.site for place in places if place.site is not None}


def is_seen_done(checklist: Checklist, what: str) -> bool:
    """Say whether the tables show that a line is done. What the public is told is seen in its event only."""
    seizure = checklist.seizure
    if what == "guard":
        return _guards_at(seizure) >= hot.GUARDS
    if what == "sweep":
        live = _goods(seizure=seizure).exclude(custody_state__in=sorted(GONE))
        found = live.aggregate(all=Count("id"), unswept=Count("id", filter=Q(unswept=True)))
        return bool(found["all"]) and not found["unswept"]
    if what == "fast_lane":
        return _goods(seizure=seizure, authority_state=AuthorityState.SCHEDULED).exists()
    return False


def _guards_at(seizure: Seizure) -> int:
    """Return how many officers stand guard: at a unit of the seizure, at its conveyance, or at a site where it lies."""
    mine = Q(unit__seizure=seizure) | Q(unit=seizure.conveyance_id)
    posts = set(GuardPost.objects.filter(mine, relieved_at__isnull=True).values_list("guard_id", flat=True))
    if len(posts) < hot.GUARDS:
        sites = where_it_lies(seizure)
        there = Presence.objects.filter(site__in=sites, on_guard=True, left_at__isnull=True)
        posts |= set(there.values_list("officer_id", flat=True))
    return len(posts)


def is_gone(seizure: Seizure) -> bool:
    """Say whether nothing of a seizure is left to be guarded."""
    return not _goods(seizure=seizure).exclude(custody_state__in=sorted(GONE)).exists()


# --- access ----------------------------------------------------------------------------------------------


def visible_checklists(officer: Officer) -> QuerySet[Checklist]:
    """Return the lists an officer may read of, with their lines, the newest first."""
    lines = ChecklistLine.objects.select_related("owner", "taken_by", "settled_by").order_by("number")
    rows = Checklist.objects.select_related("seizure").prefetch_related(Prefetch("lines", queryset=lines))
    rows = rows.order_by("-opened_at", "id")
    if not officer.is_active:
        return rows.none()
    if officer.has_role(*READERS):
        return rows
    mine = Q(owner=officer) | Q(taken_by=officer) | Q(settled_by=officer)
    by_role = Q(owner_role__in=officer.roles, checklist__closed_at__isnull=True)
    return rows.filter(pk__in=ChecklistLine.objects.filter(mine | by_role).values("checklist"))


def lists_with_lines_of(officer: Officer) -> QuerySet[Checklist]:
    """Return the open lists on which a line that is not settled is the officer's, by badge or by role."""
    mine = Q(owner=officer) | Q(taken_by=officer) | Q(owner_role__in=officer.roles)
    lines = ChecklistLine.objects.filter(mine, settled_at__isnull=True)
    return visible_checklists(officer).filter(closed_at__isnull=True, pk__in=lines.values("checklist"))


def checklist_for(officer: Officer, *, checklist_id: UUID) -> Checklist:
    """Return a list; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_checklists(officer).filter(pk=checklist_id).first()
    if found is None:
        raise NotFound
    return found


def line_for(officer: Officer, *, line_id: UUID) -> ChecklistLine:
    """Return a line of a list the officer may read of; raise ``NotFound`` otherwise."""
    rows = ChecklistLine.objects.select_related("checklist__seizure", "owner", "taken_by", "settled_by")
    found = rows.filter(pk=line_id, checklist__in=visible_checklists(officer)).first()
    if found is None:
        raise NotFound
    return found


def line_numbered(officer: Officer, code_word: str, number: int) -> ChecklistLine | None:
    """Return a line by the code word of its seizure and its number; ``None`` where the officer may know of none."""
    rows = ChecklistLine.objects.filter(checklist__in=visible_checklists(officer), number=number)
    return rows.filter(checklist__seizure__code_word=code_word).first()


def names_of_lines(officer: Officer, line_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what lines are called, by id: ``BRAVE-OTTER-12/3``; those the officer may not know of are left out."""
    if not line_ids:
        return {}
    rows = ChecklistLine.objects.filter(pk__in=line_ids, checklist__in=visible_checklists(officer))
    found = rows.values_list("id", "checklist__seizure__code_word", "number")
    return {line_id: f"{word}/{number}" for line_id, word, number in found}


def open_checklists(seizure_ids: Iterable[UUID]) -> list[Checklist]:
    """Return the lists of some seizures that are not settled."""
    rows = Checklist.objects.filter(seizure__in=list(seizure_ids), closed_at__isnull=True)
    return list(rows.select_related("seizure").order_by("id"))


def checklists_waiting_for(what: str) -> list[Checklist]:
    """Return the lists on which a line of this kind is not settled. There are few: only hot seizures have one."""
    rows = Checklist.objects.filter(closed_at__isnull=True, lines__what=what, lines__settled_at__isnull=True)
    return list(rows.select_related("seizure").order_by("id"))
