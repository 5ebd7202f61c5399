"""The three masses of a unit, each with its history: estimated, weighed, and what the laboratory says is pure.

They are never mixed: an estimate is no weight, and purity never replaces a net mass in the reckoning of custody.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from custody.core import mass
from custody.core.tolerance import PerBrick, per_brick
from custody.evidence.models import HandlingUnit, LabResult, Weighing

MOST = 100
ESTIMATES = ("dimensional_estimate", "declared")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pure:
    """What the laboratory found, and the pure mass that follows for the whole unit: its share of the net weight.

    ``mg`` is ``None`` while no purity or no weight is known; ``is_net`` tells whether the packaging was taken off.
    """

    result: LabResult
    mg: int | None
    is_net: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Masses:
    """The newest of each kind, and every weighing, the newest first."""

    estimated: Weighing | None
    weighed: Weighing | None
    pure: Pure | None
    history: list[Weighing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """What must be said of a weighing: its scale was not calibrated, the weight hides a brick, no brick weighs that."""

    is_uncalibrated: bool
    hides_a_brick: bool
    brick: PerBrick | None
    is_compared: bool


def masses_of(unit: HandlingUnit) -> Masses:
    """Return the masses of a unit."""
    rows = Weighing.objects.filter(unit=unit).select_related("scale", "weighed_by", "witness")
    history = list(rows.order_by("-weighed_at", "-id")[:MOST])
    weighed = next((row for row in history if row.method == "weighed"), None)
    return Masses(
        estimated=next((row for row in history if row.method in ESTIMATES), None),
        weighed=weighed,
        pure=_pure(unit, weighed),
        history=history,
    )


def last_weighing(unit: HandlingUnit) -> Weighing | None:
    """Return the newest weighing of a unit."""
    return Weighing.objects.filter(unit=unit).select_related("scale").order_by("-weighed_at", "-id").first()


def others_mg(unit: HandlingUnit) -> int | None:
    """Return what the other units of its kind in its seizure weigh, the middle one of them, as a round number; ``None``
    where none was weighed."""
    if unit.seizure_id is None:
        return None
    others = HandlingUnit.objects.filter(seizure=unit.seizure_id, kind=unit.kind, gross_mg__gt=0).exclude(pk=unit.pk)
    masses = sorted(mg for mg in others.values_list("gross_mg", flat=True) if mg)
    if not masses:
        return None
    middle = masses[len(masses) // 2]
    return round(middle, 2 - len(str(middle)))


def doubts_about(weighing: Weighing, unit: HandlingUnit) -> Doubts:
    """Return what must be said of a weighing of this unit."""
    bricks = weighing.package_count or unit.package_count
    tare = weighing.tare_mg if weighing.tare_mg is not None else unit.tare_mg
    found = mass.Tolerance(mg=weighing.tolerance_mg)
    return Doubts(
        is_uncalibrated=weighing.method == "weighed" and not weighing.calibrated,
        hides_a_brick=weighing.package_count is None
        and bool(bricks)
        and weighing.expected_mg is not None
        and mass.needs_count(found, weighing.gross_mg // (bricks or 1)),
        brick=per_brick(gross_mg=weighing.gross_mg, tare_mg=tare, bricks=bricks) if is_pressed(unit) else None,
        is_compared=weighing.expected_mg is not None and weighing.tolerance_mg is not None,
    )


def is_pressed(unit: HandlingUnit) -> bool:
    """Say whether the unit is, or holds, pressed bricks."""
    return unit.exhibit is not None and unit.exhibit.form == "pressed_brick"


def _pure(unit: HandlingUnit, weighed: Weighing | None) -> Pure | None:
    """Return the newest verified result on the unit, on a sample of it, or on one of its exhibit."""
    near = Q(unit=unit) | Q(unit__taken_as__unit=unit)
    if unit.exhibit_id is not None:
        near |= Q(unit__exhibit=unit.exhibit_id)
    result = LabResult.objects.filter(near, verified_at__isnull=False).order_by("-verified_at").first()
    if result is None:
        return None
    net = None if weighed is None else weighed.net_mg
    whole = net if net is not None else None if weighed is None else weighed.gross_mg
    share = result.purity_permille
    mg = None if share is None or whole is None else whole * share // 1_000
    return Pure(result=result, mg=mg, is_net=net is not None)

