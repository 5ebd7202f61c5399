"""Packages that may be sampled, plans that were drawn, and samples that belong in the registry of the court."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core import sampling
from custody.core.errors import NotFound
from custody.core.events import UNIT_DEPARTED, FieldClass
from custody.core.lifecycle import GONE, NOT_KEPT, AuthorityState, CustodyState, SearchState
from custody.evidence.models import Exhibit, HandlingUnit, LabResult, Placement, Sample, SamplingPlan
from custody.evidence.placing import place_token
from custody.evidence.selectors.access import visible_seizures
from custody.evidence.selectors.counting import without_counted
from custody.ledger.selectors import told
from custody.organisation.roles import Role
from custody.organisation.selectors import places

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from custody.organisation.models import Officer, Place

SEES_PLANS = (Role.SAMPLER, Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""How samples are drawn is not for everybody: who knows the lots beforehand prepares them (R3)."""
KEPT_KINDS = ("counter_expertise", "retained")
NO_LONGER_KEPT = Q(sample_unit__custody_state__in=NOT_KEPT) | ~Q(sample_unit__search_state=SearchState.LOCATED)
"""Samples by which nothing of the goods is kept: gone, or searched for (R2, R3). What is found counts again."""


_LET_GO = Q(sample_unit__authority_state__in=[AuthorityState.ORDERED, AuthorityState.SCHEDULED]) | Q(
    sample_unit__custody_state__in=[CustodyState.DESTROYED, CustodyState.RECONCILED]
)
"""Samples that are to burn, or did: for goods that are here they stand no longer. Those of goods that came back do, and
nothing else that lives: as long as any of it is here none is ordered."""


def kept_still(rows: QuerySet[Sample], *, until: datetime | None = None) -> QuerySet[Sample]:
    """Return those of some samples by which something of the goods is kept. With ``until``: what was kept before that
    moment may have burnt since, for it had served."""
    kept = rows.exclude(NO_LONGER_KEPT)
    return kept.exclude(_LET_GO) if until is None else kept.filter(taken_at__lt=until)


def packages_of(exhibit: Exhibit) -> list[str]:
    """Return every package of an exhibit that is in custody: the unit's label and the package's number within it.

    A unit whose packages were not counted is one package.
    """
    rows = (
        HandlingUnit.objects.filter(exhibit=exhibit, children__isnull=True)
        .exclude(kind="sample")
        .exclude(custody_state__in=[state.value for state in GONE])
        .order_by("label")
        .values_list("label", "package_count")
    )
    return [
        f"{label}-{number:05d}" for label, count in rows for number in range(1, (1 if count is None else count) + 1)
    ]


def visible_plans(officer: Officer) -> QuerySet[SamplingPlan]:
    """Return the plans the officer may know of."""
    rows = SamplingPlan.objects.select_related("seizure", "exhibit", "planned_by")
    rows = without_counted(officer, rows, seizures=["seizure"])
    return rows if officer.is_active and officer.has_role(*SEES_PLANS) else rows.none()


def plan_for(officer: Officer, *, plan_id: UUID) -> SamplingPlan:
    """Return the plan; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_plans(officer).filter(pk=plan_id).first()
    if found is None:
        raise NotFound
    return found


def claim_of(plan: SamplingPlan) -> sampling.Claim:
    """Return what the plan shows when every package it chose is sampled and found positive."""
    return sampling.claim(
        plan.method, plan.packages, size=plan.size, share=plan.share, confidence=plan.confidence
    )


@dataclass(frozen=True, slots=True)
class Borne:
    """What the samples of a draw bear out (R25): of ``drawn`` packages so many were sampled, of these so many have a
    verified result of a laboratory, and so many of those are positive for one substance.

    ``beside`` were taken for analysis since the draw of what no lot fell on: of the others they show nothing.
    ``shows`` is the inference from what was analysed: none before a result, and where not all were positive.
    ``will_show`` is what all that were taken show once every one is positive: none when that is settled either way.
    """

    plan: SamplingPlan
    taken: int
    analysed: int
    positive: int
    beside: int = 0

    @property
    def all_positive(self) -> bool:
        """Say whether nothing that was analysed was anything else."""
        return self.positive == self.analysed

    @property
    def shows(self) -> sampling.Claim | None:
        """Return the inference that the verified results carry."""
        return self._by(self.positive) if self.analysed and self.all_positive else None

    @property
    def will_show(self) -> sampling.Claim | None:
        """Return the inference that the samples carry if the results to come are positive as well."""
        return self._by(self.taken) if self.all_positive and self.analysed < self.taken else None

    def _by(self, positive: int) -> sampling.Claim:
        plan = self.plan
        return sampling.shown_by(
            plan.method, plan.packages, positive=positive, share=plan.share, confidence=plan.confidence
        )


def borne_out(plans: Iterable[SamplingPlan]) -> dict[UUID, Borne]:
    """Return, by exhibit, what the samples of its draw bear out, in two queries.

    A sample does not say which package of a unit it came from: of each unit no more samples count than packages of it
    were drawn, the oldest first, and none that was taken before the draw or for another purpose than analysis. One that
    was gone and came back counts once, with what was found in it before and since.
    """
    by_exhibit = {plan.exhibit_id: plan for plan in plans}
    analysed = Sample.objects.filter(unit__exhibit__in=list(by_exhibit), sample_kind="analysis")
    rows = analysed.filter(carried_from=None)
    was = dict(
        analysed.filter(carried_from__isnull=False).values_list("sample_unit_id", "carried_from__sample_unit_id")
    )
    left = {
        plan.exhibit_id: Counter(package.rsplit("-", 1)[0] for package in plan.chosen) for plan in by_exhibit.values()
    }
    counted: dict[UUID, list[UUID]] = {exhibit_id: [] for exhibit_id in by_exhibit}
    beside: Counter[UUID] = Counter()
    for unit_id, exhibit_id, label, taken_at in rows.order_by("taken_at", "id").values_list(
        "sample_unit_id", "unit__exhibit_id", "unit__label", "taken_at"
    ):
        if taken_at < by_exhibit[exhibit_id].planned_at:
            continue
        if left[exhibit_id][label] > 0:
            left[exhibit_id][label] -= 1
            counted[exhibit_id].append(unit_id)
        else:
            beside[exhibit_id] += 1
    verified = LabResult.objects.filter(
        unit__in=[*(unit_id for found in counted.values() for unit_id in found), *was], verified_at__isnull=False
    )
    said = verified.order_by("verified_at", "id").values_list("unit_id", "substance")
    newest = {was.get(unit_id, unit_id): substance for unit_id, substance in said}
    return {
        exhibit_id: _borne(
            by_exhibit[exhibit_id], [newest[each] for each in found if each in newest], len(found), beside[exhibit_id]
        )
        for exhibit_id, found in counted.items()
    }


def _borne(plan: SamplingPlan, substances: list[str | None], taken: int, beside: int) -> Borne:
    positive = Counter(each for each in substances if each is not None).most_common(1)
    return Borne(
        plan=plan, taken=taken, analysed=len(substances), positive=positive[0][1] if positive else 0, beside=beside
    )


def beside_draw(unit: HandlingUnit, *, samples: int) -> tuple[SamplingPlan, int] | None:
    """Return the newest draw of the exhibit of a unit, and how many of so many samples more for analysis are of nothing
    that was drawn of the unit; ``None`` without a draw, and where all are."""
    plan = None if unit.exhibit_id is None else newest_plans([unit.exhibit_id]).get(unit.exhibit_id)
    if plan is None:
        return None
    drawn = sum(package.rsplit("-", 1)[0] == unit.label for package in plan.chosen)
    taken = Sample.objects.filter(
        unit=unit, sample_kind="analysis", taken_at__gte=plan.planned_at, carried_from=None
    ).count()
    beside = samples - max(0, drawn - taken)
    return (plan, beside) if beside > 0 else None


def newest_plans(exhibit_ids: Iterable[UUID]) -> dict[UUID, SamplingPlan]:
    """Return, by exhibit, the plan that was drawn last."""
    rows = SamplingPlan.objects.filter(exhibit__in=list(exhibit_ids)).order_by("planned_at")
    return {row.exhibit_id: row for row in rows}


def samples_of(exhibit_ids: Iterable[UUID]) -> list[Sample]:
    """Return the samples that were taken of some exhibits, the oldest first, each once."""
    rows = Sample.objects.filter(unit__exhibit__in=list(exhibit_ids), carried_from=None)
    return list(rows.select_related("sample_unit", "unit").order_by("taken_at", "id"))


def owed_to_registry() -> list[Sample]:
    """Return the samples kept for a second analysis that were put in no registry of a court, the oldest first (R3).
    That it lies there is the word of who carried it until it is in store."""
    registries = [place_token(place.id) for place in places(kinds=["registry"])]
    there = Placement.objects.filter(place_token__in=registries, until_at__isnull=True).values("unit_id")
    rows = (
        Sample.objects.filter(sample_kind__in=KEPT_KINDS)
        .exclude(sample_unit__custody_state__in=[state.value for state in GONE])
        .exclude(sample_unit__in=there, sample_unit__custody_state=CustodyState.STORED)
    )
    rows = rows.select_related("sample_unit", "sample_unit__custodian", "unit", "unit__seizure")
    return list(rows.order_by("taken_at", "id"))


_GOES_TO: Mapping[str, str | None] = {
    "laboratory": "laboratory", "registry": "registry", "retained": "registry", "training": None
}
"""Where a sample that is bound for something ends: what is retained lies in the registry too, the dogs have none."""
ENDS = ("laboratory", "registry")


def bound_for(unit: HandlingUnit) -> str | None:
    """Return where a sample is to go, as it was said when it was taken; ``None`` for what is no sample."""
    if unit.kind != "sample":
        return None
    return Sample.objects.filter(sample_unit=unit).values_list("bound_for", flat=True).first()


def strayed(units: Mapping[UUID, Place]) -> set[UUID]:
    """Return those samples that came into a laboratory or a registry though they were bound for another, and never lay
    there: from where it was bound it goes on as the case asks. ``units`` says where each lies now."""
    there = {unit_id: place.kind for unit_id, place in units.items() if place.kind in ENDS}
    rows = Sample.objects.filter(sample_unit__in=there, bound_for__isnull=False)
    goes = {unit_id: _GOES_TO[bound] for unit_id, bound in rows.values_list("sample_unit_id", "bound_for") if bound}
    wrong = {unit_id for unit_id, to in goes.items() if there[unit_id] != to}
    tokens = {place_token(place.id): place.kind for place in places(kinds=ENDS)} if wrong else {}
    lain = Placement.objects.filter(unit__in=wrong, place_token__in=list(tokens)).values_list("unit_id", "place_token")
    return wrong - {unit_id for unit_id, token in lain if tokens[bytes(token)] == goes[unit_id]}


def was_in_laboratory(unit: HandlingUnit) -> bool:
    """Say whether a sample ever lay in a laboratory of the house, or left for one of the house or outside (R25): a ride
    to a store of ours is none."""
    laboratories = {place.id for place in places(kinds=["laboratory"])}
    tokens = [place_token(place_id) for place_id in laboratories]
    if Placement.objects.filter(unit=unit, place_token__in=tokens).exists():
        return True
    rides = told([unit.stream_id], codes=[UNIT_DEPARTED.code], classes=frozenset({FieldClass.OPEN, FieldClass.SEALED}))
    return any(each.values.get("destination_id") in {None, *laboratories} for each in rides)


def exhibit_for(officer: Officer, *, exhibit_id: UUID) -> Exhibit:
    """Return the exhibit of a seizure the officer may know of; raise ``NotFound`` otherwise."""
    rows = Exhibit.objects.filter(seizure__in=visible_seizures(officer)).select_related("seizure")
    found = rows.filter(pk=exhibit_id).first()
    if found is None:
        raise NotFound
    return found
