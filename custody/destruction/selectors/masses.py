"""How the mass balance of many units stands, from the weighings, samples and discrepancies of their life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from custody.core import mass
from custody.core.postings import Account
from custody.core.tolerance import allowed, drift_mg
from custody.destruction.balance import Balance
from custody.destruction.models import ManifestLine
from custody.evidence.models import Discrepancy, HandlingUnit, Posting, Removal, Weighing
from custody.evidence.selectors.carriers import carrier_per_mille
from custody.evidence.selectors.facts import contents_of, load_of
from custody.evidence.selectors.references import is_its_own

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class _Taken:
    """A sample that was taken out of one of them."""

    unit_id: UUID
    mg: int
    at: datetime


@dataclass(slots=True)
class _Family:
    """One outermost unit with all that is in it, and what was measured of them."""

    members: list[HandlingUnit] = field(default_factory=list)
    samples: list[_Taken] = field(default_factory=list)
    explained: list[Discrepancy] = field(default_factory=list)


@dataclass(slots=True)
class _Weighings:
    """What one unit was booked with on a scale, the newest weighing since, what was taken out of it, and by how much
    two people put the booked weight right, the last time at ``put_right_at``; and what treatments added to it."""

    booked: Weighing
    last: Weighing
    removed_mg: int = 0
    corrected_mg: int = 0
    added_mg: int = 0
    put_right_at: datetime | None = None

    @property
    def booked_mg(self) -> int:
        """What it was booked with, as put right, less what was taken out of it since."""
        return self.booked.gross_mg - self.removed_mg + self.corrected_mg


def burnt_lines(unit_ids: Iterable[UUID]) -> dict[UUID, ManifestLine]:
    """Return, by unit, the line of the burn in which it was destroyed."""
    lines = ManifestLine.objects.filter(unit__in=list(unit_ids), destroyed_at__isnull=False)
    return {line.unit_id: line for line in lines.select_related("session")}


def balances_of(units: Sequence[HandlingUnit], *, weighed_mg: Mapping[UUID, int] | None = None) -> dict[UUID, Balance]:
    """Return the balance of each outermost unit: booked at the seizure, sampled since, burnt, and explained.

    ``weighed_mg`` holds what the units weigh now, by unit, for goods that have not burnt yet.
    """
    if weighed_mg is None:
        lines = burnt_lines(unit.id for unit in units)
        weighed_mg = {unit_id: line.burnt_mg or 0 for unit_id, line in lines.items()}
    families = _families(units)
    weighings = _weighings_of(families)
    return {
        unit.id: _balance(unit, families[unit.id], weighings, burnt_mg=weighed_mg.get(unit.id, 0)) for unit in units
    }


def _families(units: Sequence[HandlingUnit]) -> dict[UUID, _Family]:
    around = contents_of(unit.id for unit in units)
    out = {unit.id: _Family() for unit in units}
    members = [*around, *out]
    for row in HandlingUnit.objects.filter(pk__in=members).select_related("exhibit"):
        out[around.get(row.id, row.id)].members.append(row)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id, gross_mg, taken_at FROM custody_sample"
            " WHERE unit_id = ANY (%s::uuid[]) AND carried_from_id IS NULL", [members]
        )
        for taken in (_Taken(*row) for row in cursor.fetchall()):
            out[around.get(taken.unit_id, taken.unit_id)].samples.append(taken)
    for discrepancy in Discrepancy.objects.raw(
        "SELECT * FROM custody_discrepancy WHERE unit_id = ANY (%s::uuid[]) AND resolved_at IS NOT NULL", [members]
    ):
        out[around.get(discrepancy.unit_id, discrepancy.unit_id)].explained.append(discrepancy)
    return out


def _weighings_of(families: Mapping[UUID, _Family]) -> dict[UUID, _Weighings]:
    """Return what each unit was booked with, by unit: its weight at the seizure. Where nothing of a family was weighed
    then, as on a quay that waits for no scale, the first weight of each is what it was booked with."""
    out: dict[UUID, _Weighings] = {}
    members = [member.id for family in families.values() for member in family.members]
    rows: dict[UUID, list[Weighing]] = {}
    for each in Weighing.objects.filter(unit__in=members).select_related("scale").order_by("weighed_at"):
        if is_its_own(each):
            rows.setdefault(each.unit_id, []).append(each)
    for family in families.values():
        own = [rows[member.id] for member in family.members if member.id in rows]
        at_seizure = [each for each in own if each[0].occasion == "seizure"]
        out |= {each[0].unit_id: _Weighings(each[0], each[-1]) for each in at_seizure or own}
    removals: dict[UUID, list[Removal]] = {}
    for removal in Removal.objects.raw("SELECT * FROM custody_removal WHERE unit_id = ANY (%s::uuid[])", [list(out)]):
        if removal.removed_at >= out[removal.unit_id].booked.weighed_at:
            out[removal.unit_id].removed_mg += removal.removed_mg
            removals.setdefault(removal.unit_id, []).append(removal)
    _put_right(out, rows, removals)
    for added in Posting.objects.filter(unit__in=out, from_account=Account.AGENT):
        if added.posted_at > out[added.unit_id].booked.weighed_at:
            out[added.unit_id].added_mg += added.mg
    return out


def _put_right(
    weighings: Mapping[UUID, _Weighings], rows: Mapping[UUID, Sequence[Weighing]],
    removals: Mapping[UUID, Sequence[Removal]],
) -> None:  # fmt: skip
    """Add by how much every approved correction changed what a unit was booked with at its time: its first weight, that
    of the last closing after a sampling or a treatment, or an earlier correction, less what was taken out since."""
    books: dict[UUID, list[tuple[datetime, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id, decided_at, gross_mg FROM custody_proposal WHERE unit_id = ANY (%s::uuid[])"
            " AND exception = 'correction' AND state = 'approved' AND gross_mg IS NOT NULL ORDER BY decided_at",
            [list(weighings)],
        )
        corrections: list[tuple[UUID, datetime, int]] = cursor.fetchall()
    for unit_id, at, right_mg in corrections:
        known = weighings[unit_id]
        book = books.setdefault(unit_id, [
            (row.weighed_at, row.gross_mg) for row in rows[unit_id]
            if row is known.booked or row.occasion in ("sampling", "treatment")
        ])  # fmt: skip
        stood = max((each for each in book if each[0] <= at), default=None)
        if stood is None:
            continue
        gone = [each.removed_mg for each in removals.get(unit_id, ()) if stood[0] <= each.removed_at <= at]
        if change := right_mg - (stood[1] - sum(gone)):
            known.corrected_mg += change
            known.put_right_at = at
            book.append((at, right_mg))


def _balance(unit: HandlingUnit, family: _Family, weighings: Mapping[UUID, _Weighings], *, burnt_mg: int) -> Balance:
    parts = _booked_parts(unit, family, weighings)
    allowed = [_tolerance(part, weighings[part.id]) for part in parts]
    differences = [each.difference_mg or 0 for each in family.explained if _came_later(each, weighings)]
    allowed += [mass.tolerance(mass.Basis.BRICK, gross_mg=taken.mg).mg for taken in family.samples]
    # What was taken before the first weight was never part of it.
    before_mg = sum(
        taken.mg for taken in family.samples
        if taken.unit_id in weighings and taken.at <= weighings[taken.unit_id].booked.weighed_at
    )  # fmt: skip
    return Balance(
        booked_mg=sum(weighings[part.id].booked_mg for part in parts) + before_mg if parts else None,
        sampled_mg=sum(taken.mg for taken in family.samples),
        burnt_mg=burnt_mg,
        tolerance_mg=None if None in allowed else sum(mg for mg in allowed if mg is not None),
        lost_mg=-sum(mg for mg in differences if mg < 0),
        gained_mg=sum(mg for mg in differences if mg > 0),
        was_weighed=unit.id in weighings,
        added_mg=min(burnt_mg, sum(weighings[part.id].added_mg for part in parts)),
    )


def _came_later(discrepancy: Discrepancy, weighings: Mapping[UUID, _Weighings]) -> bool:
    """Say whether a difference was found after its unit was booked, and after that was put right: what a part was
    lighter by when it was made is no part of what it is booked with, and must not excuse a second loss."""
    known = weighings.get(discrepancy.unit_id)
    return known is None or discrepancy.opened_at > (known.put_right_at or known.booked.weighed_at)


def _booked_parts(unit: HandlingUnit, family: _Family, weighings: Mapping[UUID, _Weighings]) -> list[HandlingUnit]:
    """Return the outermost units that were weighed when they were booked: the unit, or what is in it.

    They are the rows of the family, read with their exhibits.
    """
    if unit.id in weighings:
        return [each for each in family.members if each.id == unit.id]
    inside = [each for each in family.members if each.parent_id == unit.id]
    return [part for each in inside for part in _booked_parts(each, family, weighings)]


def _tolerance(unit: HandlingUnit, weighings: _Weighings) -> int | None:
    """Return how far the first and the last weighing of a unit may differ, samples apart.

    The weighings between do not count: each may hide a little, and together they must not hide more than one.
    """
    booked, last = weighings.booked, weighings.last
    drift = drift_mg(
        substance=unit.substance or "",
        kind=unit.kind,
        hours=24 * max(0, (last.weighed_at - booked.weighed_at).days),
        mass_mg=booked.gross_mg,
        carrier_per_mille=carrier_per_mille(unit, mass_mg=booked.gross_mg),
    )
    # A unit that was weighed once may differ by as much as the second weighing on the same scale.
    loads = [load_of(each.gross_mg, each.scale) for each in (booked, last)]
    widest = [
        allowed(basis, gross_mg=booked.gross_mg, loads=loads, drift_mg=drift).mg
        for basis in {booked.weighing_basis, last.weighing_basis}
    ]
    return None if None in widest else max(mg for mg in widest if mg is not None)
