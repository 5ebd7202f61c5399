"""The lists of hot seizures: what makes a seizure hot, what is done of its list, and who may read of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery

from custody.core import hot
from custody.core.errors import NotFound
from custody.core.exceptional import RECOVERED
from custody.core.lifecycle import GONE, AuthorityState
from custody.core.mass import MG_PER_KG
from custody.core.rule_values import HOT_PATTERN_DAYS, VALUE_PER_KG
from custody.evidence.models import Checklist, ChecklistLine, GuardPost, HandlingUnit, Placement, Seizure, Weighing
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.placing import unseal_place
from custody.evidence.selectors.counting import without_counted
from custody.evidence.selectors.guarding import silent_posts
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
    """Judge a seizure by what is registered of it, and of what else came out of its conveyance, and by the rules that
    hold at a moment. A load is as hot as it is, however many seizures were made of it (C7)."""
    rows = valid_policies(keys=[*hot.WHERE_UNSET, VALUE_PER_KG], at=at, jurisdictions=[seizure.jurisdiction])
    values = {key: _value(rows, key, unset) for key, unset in hot.WHERE_UNSET.items()}
    masses: Counter[str] = Counter()
    for found in _masses_of(_of_one_load(seizure)).values():
        masses.update(found)
    mass_mg = masses.total()
    load = hot.Load(
        mass_mg=mass_mg,
        worth_eur=sum(_worth(rows, substance, mg) for substance, mg in masses.items()),
        concealment=seizure.concealment,
        large_lately=_large_lately(seizure, values) if hot.is_large(mass_mg, values) else 0,
    )
    return Judged(hot.cause_of(load, values), load, hot.risk_percent(seizure.concealment, values))


def _of_one_load(seizure: Seizure) -> list[UUID]:
    if seizure.conveyance_id is None:
        return [seizure.pk]
    return list(Seizure.objects.filter(conveyance=seizure.conveyance_id).values_list("pk", flat=True))


def _value(rows: Iterable[Policy], key: str, unset: int) -> int:
    found = narrowest(row for row in rows if row.key == key)
    return unset if found is None else found.value


def _worth(rows: Iterable[Policy], substance: str, mg: int) -> int:
    found = narrowest([row for row in rows if row.key == VALUE_PER_KG], substance=substance, mass_mg=mg)
    return 0 if found is None else mg * found.value // MG_PER_KG


def _goods(**which: object) -> QuerySet[HandlingUnit]:
    return _live(parent__isnull=True, **which)


def _live(**which: object) -> QuerySet[HandlingUnit]:
    rows = HandlingUnit.objects.filter(**which).exclude(kind__in=[*NOT_DRUGS, "sample"])
    return rows.exclude(custody_state__in=_REPLACED)


def _masses_of(seizures: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """Return what was registered of some seizures by seizure and substance, in milligrams.

    A scale counts. Where none was used, the most of what was declared, estimated, found inside, or a kilogram for each
    package: the quay weighs nothing, a list that waits for a scale comes too late, and a small figure that somebody
    says hides no load.
    """
    weighings = Weighing.objects.filter(unit=OuterRef("pk"))
    estimate = weighings.filter(method__in=_ESTIMATES).order_by("-gross_mg").values("gross_mg")[:1]
    # What came back was counted when it was seized.
    rows = _live(seizure__in=list(seizures)).exclude(derivation__how=RECOVERED).annotate(
        on_scale=Exists(weighings.exclude(method__in=_ESTIMATES)), estimate=Subquery(estimate)
    )
    inside: dict[UUID | None, list[_Part]] = defaultdict(list)
    for row in rows.values_list(
        "seizure_id", "exhibit__substance", "pk", "parent_id", "gross_mg", "on_scale", "estimate", "package_count"
    ):
        part = _Part(*row)
        inside[part.parent_id].append(part)
    out: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for part in inside[None]:
        out[part.seizure_id][part.substance or ANY] += _mass_of(part, inside)
    return out


class _Part(NamedTuple):
    seizure_id: UUID
    substance: str | None
    unit_id: UUID
    parent_id: UUID | None
    gross_mg: int | None
    on_scale: bool
    estimate_mg: int | None
    packages: int | None


def _mass_of(part: _Part, inside: Mapping[UUID | None, Sequence[_Part]]) -> int:
    said = part.gross_mg or 0
    if said and part.on_scale:
        return said
    within = inside.get(part.unit_id, ())
    counted = 0 if within and all(each.on_scale for each in within) else (part.packages or 0) * hot.BRICK_MG
    return max(said, part.estimate_mg or 0, counted, sum(_mass_of(each, inside) for each in within))


def _large_lately(seizure: Seizure, values: Mapping[str, int]) -> int:
    """Return how many seizures of the jurisdiction within so many days, this among them, were as large as the pattern
    asks; whichever of them was entered last."""
    days = timedelta(days=values[HOT_PATTERN_DAYS])
    near = (seizure.seized_at - days, seizure.seized_at + days)
    others = Seizure.objects.filter(jurisdiction=seizure.jurisdiction, seized_at__range=near).exclude(pk=seizure.pk)
    times = dict(others.values_list("pk", "seized_at"))
    large = [
        times[seizure_id]
        for seizure_id, masses in (_masses_of(times) if times else {}).items()
        if hot.is_large(sum(masses.values()), values)
    ]
    return hot.most_within([*large, seizure.seized_at], of=seizure.seized_at, length=days)


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
        return _is_guarded(seizure)
    if what == "sweep":
        live = _goods(seizure=seizure).exclude(custody_state__in=sorted(GONE))
        found = live.aggregate(all=Count("id"), unswept=Count("id", filter=Q(unswept=True)))
        return bool(found["all"]) and not found["unswept"]
    if what == "fast_lane":
        return _goods(seizure=seizure, authority_state=AuthorityState.SCHEDULED).exists()
    return False


def _is_guarded(seizure: Seizure) -> bool:
    """Say whether enough officers stand guard at every site where goods of a seizure lie: at what lies there, its
    conveyance too, or on guard of the site, and one of them has said so by their own badge. Guards elsewhere guard
    nothing of it, and names that somebody else typed are no guard yet."""
    goods = set(_goods(seizure=seizure).exclude(custody_state__in=sorted(GONE)).values_list("pk", flat=True))
    mine = Q(unit__seizure=seizure) | Q(unit=seizure.conveyance_id)
    posts = list(
        GuardPost.objects.filter(mine, relieved_at__isnull=True)
        .annotate(is_silent=Exists(silent_posts()))
        .values_list("unit_id", "guard_id", "is_silent")
    )
    lies = _site_of_each(seizure)
    sites = {lies[unit_id] for unit_id in goods if lies.get(unit_id) is not None}
    if not sites:
        return _are_enough(posts, came=set())
    there = Presence.objects.filter(site__in=sites, on_guard=True, left_at__isnull=True)
    on_site = list(there.values_list("site_id", "officer_id"))
    return all(
        _are_enough(
            [post for post in posts if lies.get(post[0]) == site], came={who for at, who in on_site if at == site}
        )
        for site in sites
    )


def _are_enough(posts: Sequence[tuple[UUID, UUID, bool]], *, came: Collection[UUID]) -> bool:
    """Say whether so many stand there and one of them has said so: who came to guard the site says it by coming."""
    spoke = {guard for _, guard, is_silent in posts if not is_silent} | set(came)
    return bool(spoke) and len({guard for _, guard, _ in posts} | spoke) >= hot.GUARDS


def _site_of_each(seizure: Seizure) -> dict[UUID, UUID | None]:
    """Return the site where each unit of a seizure and its conveyance lies."""
    mine = Q(unit__seizure=seizure) | Q(unit=seizure.conveyance_id)
    rows = list(Placement.objects.filter(mine, until_at__isnull=True))
    of_place = {bytes(row.place_token): row for row in rows}
    sites = {
        token: place_by_id(place_id=unseal_place(row.place_sealed, placement_id=row.id)).site_id
        for token, row in of_place.items()
    }
    return {row.unit_id: sites[bytes(row.place_token)] for row in rows}


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
    rows = without_counted(officer, rows, seizures=["seizure"])
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


def done_lines(seizure_ids: Iterable[UUID], what: str) -> list[ChecklistLine]:
    """Return the lines of this kind of some seizures that the house saw done."""
    rows = ChecklistLine.objects.filter(checklist__seizure__in=list(seizure_ids), what=what, state="done")
    return list(rows.filter(by_event__isnull=False).select_related("checklist__seizure").order_by("pk"))


def checklists_waiting_for(what: str) -> list[Checklist]:
    """Return the lists on which a line of this kind is not settled. There are few: only hot seizures have one."""
    rows = Checklist.objects.filter(closed_at__isnull=True, lines__what=what, lines__settled_at__isnull=True)
    return list(rows.select_related("seizure").order_by("id"))
