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

from custody.core.lifecycle import CustodyState
from custody.core.postings import Account, Sheet, sheet_of
from custody.evidence.models import HandlingUnit, Posting
from custody.organisation.models import Officer
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import Seizure

READERS = (Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS, Role.REGIONAL_HEAD, Role.DIRECTOR)
"""Who reads the books of the port."""
UNKNOWN = "unknown"
_BOOKED_ANEW = ("sample.taken/1", "contents.removed/1", "unit.corrected/1")
_OF_VARIANCE = Q(from_account=Account.VARIANCE) | Q(to_account=Account.VARIANCE)


@dataclass(frozen=True, slots=True)
class SubstanceSheet:
    """The accounts of one substance."""

    substance: str
    sheet: Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Variance:
    """What is missing of one unit (below zero: what is too much), who recorded it last, and since when.

    ``standing`` is ``explained`` (a supervisor said why), ``reconciled`` (an auditor took it as within the scales) or
    ``open``.
    """

    unit: HandlingUnit
    mg: int
    owner: Officer
    since_at: datetime
    standing: str

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
    """Return the accounts of everything that was ever seized."""
    return sheet_of(_moves(Posting.objects.all()))


def sheets_by_substance(seizure: Seizure | None = None) -> list[SubstanceSheet]:
    """Return the accounts of each substance, of one seizure or of the whole port, by the name of the substance."""
    rows = Posting.objects.all() if seizure is None else Posting.objects.filter(unit__seizure=seizure)
    moves: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    sums = rows.values_list("unit__exhibit__substance", "from_account", "to_account").annotate(moved=Sum("mg"))
    for substance, source, to, moved in sums.order_by():
        moves[substance or UNKNOWN].append((source, to, moved))
    return [SubstanceSheet(substance, sheet_of(moves[substance])) for substance in sorted(moves)]


def sheet_of_seizure(seizure: Seizure) -> Sheet:
    """Return the accounts of one seizure."""
    return sheet_of(_moves(Posting.objects.filter(unit__seizure=seizure)))


def variances(*, seizure: Seizure | None = None, limit: int = 100) -> list[Variance]:
    """Return the units of which something is missing or too much, the most first."""
    rows = Posting.objects.filter(_OF_VARIANCE)
    if seizure is not None:
        rows = rows.filter(unit__seizure=seizure)
    signed = Case(When(to_account=Account.VARIANCE, then=F("mg")), default=-F("mg"))
    sums = (
        rows.values("unit")
        .annotate(missing=Sum(signed), since=Min("posted_at"), newest=Max("number"))
        .exclude(missing=0)
        .order_by("-missing", "unit")[:limit]
    )
    found = list(sums)
    units = HandlingUnit.objects.select_related("seizure").in_bulk([row["unit"] for row in found])
    last = _newest(found)
    explained = _all_explained([row["unit"] for row in found])
    return [
        Variance(
            unit=units[row["unit"]],
            mg=row["missing"],
            owner=last[row["unit"]].owner,
            since_at=row["since"],
            standing=_standing(units[row["unit"]], explained),
        )
        for row in found
    ]


def cross_checks() -> list[Cross]:
    """Return the figures of the port that other tables tell too: what lies there, what was sampled, what burnt.

    What was only estimated when it was booked is left out of both: its row keeps the estimate.
    """
    estimated = Posting.objects.filter(estimated=True).values("unit")
    sheet = sheet_of(_moves(Posting.objects.exclude(unit__in=estimated)))
    burnt = HandlingUnit.objects.filter(manifest_lines__destroyed_at__isnull=False, postings__isnull=False)
    lines = burnt.exclude(id__in=estimated).distinct().values_list("id", "manifest_lines__burnt_mg")
    live = HandlingUnit.objects.filter(postings__isnull=False, custody_state__in=_LIVE).exclude(id__in=estimated)
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
        CustodyState.SEIZED, CustodyState.IN_TRANSIT, CustodyState.STORED, CustodyState.SAMPLING, CustodyState.STAGED,
        CustodyState.AT_FURNACE, CustodyState.TRAINING_LOAN, CustodyState.CONTROLLED_DELIVERY,
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


def _standing(unit: HandlingUnit, explained: set[UUID]) -> str:
    if unit.id in explained:
        return "explained"
    return "reconciled" if unit.custody_state == CustodyState.RECONCILED else "open"
