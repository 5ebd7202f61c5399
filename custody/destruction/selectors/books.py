"""The books of mass: the accounts of the port, of a substance, of a seizure; and the variances, each with its owner.

Masses are whole milligrams, gross. What beside drugs lies in custody is none of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case, F, Max, Min, Q, Sum, When
from django.db.models.functions import Abs, Coalesce

from custody.core.errors import NotFound
from custody.core.lifecycle import CustodyState
from custody.core.postings import NO_DRUGS, Account, Sheet, sheet_of
from custody.destruction.selectors.gates import involved_in
from custody.destruction.selectors.residues import residue_moves
from custody.evidence.models import HandlingUnit, Posting, VarianceClosing, VarianceOffer
from custody.evidence.selectors.counting import hidden_ids
from custody.organisation.models import Officer
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import Seizure

READERS = (Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS, Role.REGIONAL_HEAD, Role.DIRECTOR)
"""Who reads the books of the port."""
UNKNOWN = "unknown"
_BOOKED_ANEW = ("sample.taken/1", "sample.taken/2", "contents.removed/1", "contents.lost/1", "unit.corrected/1")
_OF_VARIANCE = Q(from_account=Account.VARIANCE) | Q(to_account=Account.VARIANCE)


@dataclass(frozen=True, slots=True)
class SubstanceSheet:
    """The accounts of one substance."""

    substance: str
    sheet: Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Variance:
    """What is missing of one unit (below zero: what is too much), who answers for it, and since when.

    ``owner`` recorded it last, or accepted since to answer for it; the age runs on from the first day. ``standing`` is
    ``explained`` (a supervisor said why), ``reconciled`` (an auditor took it as within the scales), ``closed`` (an
    auditor outside the chain closed it) or ``open``. ``offer`` asks somebody to answer for it. ``number`` is that of
    its newest posting.
    """

    unit: HandlingUnit
    mg: int
    owner: Officer
    since_at: datetime
    standing: str
    number: int
    offer: VarianceOffer | None = None

    @property
    def size_mg(self) -> int:
        """How much it is, whether missing or too much."""
        return abs(self.mg)

    def age(self, *, at: datetime) -> timedelta:
        """Return for how long it has stood."""
        return at - self.since_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Cross:
    """A second way to the same figure, from the tables that the postings do not come from."""

    name: str
    booked_mg: int
    counted_mg: int

    @property
    def agrees(self) -> bool:
        """Both ways lead to the same milligram."""
        return self.booked_mg == self.counted_mg


def port_sheet() -> Sheet:
    """Return the accounts of everything that was ever seized, and of what was left of the burns."""
    return sheet_of([*_moves(Posting.objects.all()), *residue_moves()])


def sheet_since(at: datetime) -> Sheet:
    """Return the accounts of what was seized since a moment: what came before is not read."""
    # Nothing is posted of a load before it is seized: the index of the postings finds what is wanted of them.
    return sheet_of(_moves(Posting.objects.filter(posted_at__gte=at, unit__seized_at__gte=at)))


def sheets_by_substance(seizure: Seizure | None = None) -> list[SubstanceSheet]:
    """Return the accounts of each substance, of one seizure or of the whole port, by the name of the substance."""
    rows = Posting.objects.all() if seizure is None else Posting.objects.filter(unit__seizure=seizure)
    moves: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    what = Coalesce("unit__substance_found", "unit__exhibit__substance")
    sums = rows.values_list(what, "from_account", "to_account").annotate(moved=Sum("mg"))
    for substance, source, to, moved in sums.order_by():
        moves[substance or UNKNOWN].append((source, to, moved))
    return [SubstanceSheet(substance, sheet_of(moves[substance])) for substance in sorted(moves)]


def sheet_of_seizure(seizure: Seizure) -> Sheet:
    """Return the accounts of one seizure."""
    return sheet_of(_moves(Posting.objects.filter(unit__seizure=seizure)))


def variance_of(unit: HandlingUnit) -> Variance:
    """Return what is missing of one unit; raise ``NotFound`` when nothing is, and nothing is too much."""
    found = variances(unit=unit)
    if not found:
        raise NotFound
    return found[0]


def missing_mg(unit: HandlingUnit) -> int:
    """Return how much is missing of one unit; below zero, how much is too much."""
    return sum(each.mg for each in variances(unit=unit))


def variance_for(officer: Officer, *, unit_id: UUID) -> Variance:
    """Return a variance that the officer may know of: who reads the books, who answers for it, and who is asked to;
    raise ``NotFound`` otherwise."""
    unit = HandlingUnit.objects.filter(pk=unit_id).first()
    if unit is None or not officer.is_active or unit_id in hidden_ids(officer):
        raise NotFound
    variance = variance_of(unit)
    theirs = {variance.owner.id} | ({variance.offer.to_owner_id} if variance.offer is not None else set())
    if officer.id not in theirs and not officer.has_role(*READERS):
        raise NotFound
    return variance


def offers_to(officer: Officer) -> list[VarianceOffer]:
    """Return the differences that the officer is asked to answer for, the oldest first."""
    rows = VarianceOffer.objects.filter(to_owner=officer, state="open")
    return list(rows.select_related("unit", "offered_by").order_by("offered_at", "id"))


def history_of_variance(unit: HandlingUnit) -> tuple[list[VarianceOffer], list[VarianceClosing]]:
    """Return who was asked to answer for what is missing of a unit, and how it was closed; the newest first."""
    offers = VarianceOffer.objects.filter(unit=unit).select_related("from_owner", "to_owner", "offered_by")
    closings = VarianceClosing.objects.filter(unit=unit).select_related("owner", "closed_by")
    return list(offers.order_by("-offered_at", "id")), list(closings.order_by("-closed_at", "id"))


def chain_of_variance(unit: HandlingUnit) -> set[UUID]:
    """Return everybody who had a part in the custody or the burn of a unit, or ever answered for what is missing."""
    posted = Posting.objects.filter(_OF_VARIANCE, unit=unit).values_list("owner_id", flat=True)
    asked = VarianceOffer.objects.filter(unit=unit).values_list("from_owner_id", "to_owner_id", "offered_by_id")
    return involved_in([unit])[unit.id] | set(posted) | {each for row in asked for each in row}


def variances(
    *,
    seizure: Seizure | None = None,
    unit: HandlingUnit | None = None,
    among: Sequence[UUID] | None = None,
    limit: int = 100,
) -> list[Variance]:
    """Return the units of which something is missing or too much, the largest difference first."""
    rows = Posting.objects.filter(_OF_VARIANCE)
    if among is not None:
        rows = rows.filter(unit__in=among)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if seizure is not None:
        rows = rows.filter(unit__seizure=seizure)
    signed = Case(When(to_account=Account.VARIANCE, then=F("mg")), default=-F("mg"))
    sums = (
        rows.values("unit")
        .annotate(missing=Sum(signed), since=Min("posted_at"), newest=Max("number"))
        .exclude(missing=0)
        .order_by(Abs("missing").desc(), "unit")[:limit]
    )
    found = list(sums)
    units = HandlingUnit.objects.select_related("seizure").in_bulk([row["unit"] for row in found])
    last = _newest(found)
    ids = [row["unit"] for row in found]
    explained, closed, offers = _all_explained(ids), _closed(ids), _offers(ids)
    return [
        Variance(
            unit=units[row["unit"]],
            mg=row["missing"],
            owner=_owner(last[row["unit"]], offers.get(row["unit"], [])),
            since_at=row["since"],
            standing=_standing(units[row["unit"]], explained, is_closed=closed.get(row["unit"], 0) >= row["newest"]),
            number=row["newest"],
            offer=next((each for each in offers.get(row["unit"], []) if each.state == "open"), None),
        )
        for row in found
    ]


def cross_checks() -> list[Cross]:
    """Return the figures of the port that other tables tell too: what lies there, what was sampled, what burnt.

    What was only estimated when it was booked is left out of both: its row keeps the estimate.
    """
    estimated = Posting.objects.filter(estimated=True).values("unit")
    sheet = sheet_of(_moves(Posting.objects.exclude(unit__in=estimated)))
    burnt = HandlingUnit.objects.filter(manifest_lines__destroyed_at__isnull=False, postings__isnull=False).exclude(
        kind__in=NO_DRUGS
    )
    lines = burnt.exclude(id__in=estimated).distinct().values_list("id", "manifest_lines__burnt_mg")
    live = HandlingUnit.objects.filter(postings__isnull=False, custody_state__in=_LIVE).exclude(id__in=estimated)
    live = live.exclude(kind__in=NO_DRUGS)  # a cover load is not in the books, and what was sampled of it is
    bulk = live.exclude(kind="sample").distinct().values_list("id", "gross_mg")
    samples = live.filter(kind="sample").distinct().values_list("id", "gross_mg")
    lying = sum(mg or 0 for _, mg in bulk) - _explained_away()
    return [
        Cross(name="custody", booked_mg=sheet.mg[Account.CUSTODY], counted_mg=lying),
        Cross(name="sample", booked_mg=sheet.mg[Account.SAMPLE], counted_mg=sum(mg or 0 for _, mg in samples)),
        Cross(name="destroyed", booked_mg=sheet.mg[Account.DESTROYED], counted_mg=sum(mg or 0 for _, mg in lines)),
    ]


def _explained_away() -> int:
    """Return what supervisors explained of live units since each was booked anew: its row still has the weight before.

    Sampling, taking something out and a correction write what the unit weighs into its row, and so end what was
    explained earlier.
    """
    rows = Posting.objects.filter(unit__custody_state__in=_LIVE)
    explained = rows.filter(_OF_VARIANCE, cause="discrepancy.resolved/1")
    anew = rows.filter(cause__in=_BOOKED_ANEW, unit__in=explained.values("unit"))
    last = dict(anew.values_list("unit").annotate(number=Max("number")).order_by())
    return sum(
        row.mg if row.to_account == Account.VARIANCE else -row.mg
        for row in explained
        if row.number > last.get(row.unit_id, 0)
    )


_LIVE = [
    state.value
    for state in (
        CustodyState.SEIZED, CustodyState.IN_TRANSIT, CustodyState.STORED, CustodyState.STAGED, CustodyState.AT_FURNACE,
        CustodyState.TRAINING_LOAN, CustodyState.CONTROLLED_DELIVERY,
    )
]  # fmt: skip


def _moves(rows: QuerySet[Posting]) -> list[tuple[str, str, int]]:
    return list(rows.values_list("from_account", "to_account").annotate(moved=Sum("mg")).order_by())


def _newest(found: Sequence[Mapping[str, Any]]) -> dict[UUID, Posting]:
    """Return the newest posting of a variance of each unit."""
    which = Q(pk__in=[])
    for row in found:
        which |= Q(unit=row["unit"], number=row["newest"])
    return {row.unit_id: row for row in Posting.objects.filter(which).select_related("owner")}


def _all_explained(unit_ids: Sequence[UUID]) -> set[UUID]:
    """Return the units of which every variance was explained."""
    rows = Posting.objects.filter(_OF_VARIANCE, unit__in=unit_ids)
    unexplained = set(rows.exclude(cause="discrepancy.resolved/1").values_list("unit", flat=True))
    return set(unit_ids) - unexplained


def _closed(unit_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return up to which posting the variances of some units were closed."""
    rows = VarianceClosing.objects.filter(unit__in=unit_ids).values_list("unit").annotate(number=Max("number"))
    return dict(rows.order_by())


def _offers(unit_ids: Sequence[UUID]) -> dict[UUID, list[VarianceOffer]]:
    """Return who was asked to answer for the variances of some units and may have to, the newest first."""
    rows = VarianceOffer.objects.filter(unit__in=unit_ids, state__in=["open", "accepted"])
    found: dict[UUID, list[VarianceOffer]] = defaultdict(list)
    for offer in rows.select_related("to_owner", "offered_by").order_by("-offered_at", "-id"):
        found[offer.unit_id].append(offer)
    return found


def _owner(newest: Posting, offers: Sequence[VarianceOffer]) -> Officer:
    """Return who answers for a variance: who recorded it last, or took it over since."""
    for offer in offers:
        if offer.answered_at is not None and offer.answered_at >= newest.posted_at:
            return offer.to_owner
    return newest.owner


def _standing(unit: HandlingUnit, explained: set[UUID], *, is_closed: bool) -> str:
    if is_closed:
        return "closed"
    if unit.id in explained:
        return "explained"
    return "reconciled" if unit.custody_state == CustodyState.RECONCILED else "open"
