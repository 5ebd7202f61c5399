"""How far two weighings of one thing may differ (domain C11): by as much as the scales err, and no more.

``tolerance = k * sqrt(u1^2 + u2^2 + u_tare^2 + drift)``. The standard uncertainty of a reading follows from the class
and the step of its scale: a scale in service may err by twice what OIML R 76 allows at its verification, evenly spread,
and shows whole steps. With ``k`` = 2 and scales of class III this gives the figures that domain note 6.4 proposes: 50 g
for a bag on a scale of 10 g, 100 g for a drum on one of 20 g. Everything is reckoned in whole milligrams, exactly; no
float comes near a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isqrt

from custody.core import mass

COVERAGE_PERCENT = 200
"""k, in hundredths: 95 of 100 honest weighings lie within."""
_UNITS = 12
"""Squares are kept in twelfths: the variance of an even spread over a width ``w`` is ``w^2 / 12``."""


class Accuracy(StrEnum):
    """Classes of accuracy of OIML R 76, the finest first. A shop scale has III."""

    I = "I"  # noqa: E741 - the name of the class
    II = "II"
    III = "III"
    IIII = "IIII"


_LIMITS = {
    Accuracy.I: (50_000, 200_000),
    Accuracy.II: (5_000, 20_000),
    Accuracy.III: (500, 2_000),
    Accuracy.IIII: (50, 200),
}
"""Up to how many steps a scale of a class may err by one step in service, and by two; above by three."""
_DRIES_PER_MILLE_A_DAY = {"cannabis_herb": 5}
"""What a substance may lose by drying. Pressed cocaine loses nothing."""
DRIES_AT_MOST_PER_MILLE = {"plants": 800}
DRIED_AT_MOST_PER_MILLE = 100
"""What drying takes in all, of what was booked: of whole plants nearly all of their water; of anything else, which was
dried before it was packed, a tenth. Our own figures: without a bound whoever waits long enough may take all of it."""
PACKAGING_PER_MILLE = 1
"""What new packaging honestly weighs more or less than the old one, in thousandths of all of it: another bag, tape."""
BRICK_MG = (900 * mass.MG_PER_GRAM, 1_400 * mass.MG_PER_GRAM)
"""What a pressed brick with its wrapping weighs, from and to."""


@dataclass(frozen=True, slots=True)
class Load:
    """Something that lay on a scale: its mass, and the step and the class of the scale."""

    mg: int
    division_mg: int
    accuracy: Accuracy = Accuracy.III


def error_mg(load: Load) -> int:
    """Return how far a scale in service may be wrong with this load on it: one, two or three of its steps."""
    one, two = _LIMITS[load.accuracy]
    steps = 1 if load.mg <= one * load.division_mg else 2 if load.mg <= two * load.division_mg else 3
    return steps * load.division_mg


def uncertainty_mg(loads: Iterable[Load], *, packed_mg: int = 0) -> int:
    """Return the standard uncertainty of the difference of some readings, rounded up; 0 for none.

    ``packed_mg`` is how much was packed anew between them.
    """
    packaging = packed_mg * PACKAGING_PER_MILLE // 1_000
    return _root(_squares(loads) + _UNITS * packaging**2, _UNITS)


def drift_mg(*, substance: str, hours: int, mass_mg: int, carrier_per_mille: int = 0, kind: str = "bag") -> int:
    """Return what a substance may lose in that time without anybody's doing: by drying, which ends, and of its carrier.

    ``hours`` and ``mass_mg`` are those since and at the booked weighing, never the last check. ``carrier_per_mille`` is
    the laboratory's factor for liquids and impregnated goods, ``kind`` that of the unit.
    """
    rate = _DRIES_PER_MILLE_A_DAY.get(substance, 0)
    dried = min(rate * max(hours, 0) * mass_mg // 24_000,
                mass_mg * DRIES_AT_MOST_PER_MILLE.get(kind, DRIED_AT_MOST_PER_MILLE) // 1_000)  # fmt: skip
    return min(mass_mg, dried + mass_mg * carrier_per_mille // 1_000)


def tolerance_mg(loads: Sequence[Load], *, drift_mg: int = 0, coverage_percent: int = COVERAGE_PERCENT) -> int:
    """Return the tolerance of the difference of some readings, rounded up to a whole step of the coarsest scale.

    ``loads`` are both weighings, and the packaging where it was weighed by itself. ``drift_mg`` counts in full when
    it stands alone: it is what may be missing, not its uncertainty.
    """
    scaled = 100 * 100 * _UNITS
    found = _root(coverage_percent**2 * _squares(loads) + scaled * drift_mg**2, scaled)
    step = max((load.division_mg for load in loads), default=1)
    return -(-found // step) * step


def allowed(
    basis: str,
    *,
    gross_mg: int,
    loads: Sequence[Load | None],
    drift_mg: int = 0,
    default_divisions_mg: Sequence[int] = (),
) -> mass.Tolerance:
    """Return how far a unit may differ between two weighings.

    ``loads`` has ``None`` for a reading whose scale nobody knows; then the default of the table for ``basis`` counts.
    What lies on a weighbridge proves nothing about single bricks, whatever its scale. Raises ``InvalidInput`` for an
    unknown basis.
    """
    table = mass.tolerance(basis, gross_mg=gross_mg, divisions_mg=default_divisions_mg)
    if table.mg is None:
        return table
    known = [load for load in loads if load is not None]
    if len(known) < len(loads) or not known:
        return mass.Tolerance(mg=table.mg + drift_mg, count_always=table.count_always)
    return mass.Tolerance(mg=tolerance_mg(known, drift_mg=drift_mg), count_always=table.count_always)


def hides_a_package(basis: str, *, gross_mg: int, packages: int, load: Load | None) -> bool:
    """Tell whether one of so many packages could be missing and the weight not show it, so that they must be counted.

    ``load`` is the reading, ``None`` where nobody knows the scale; the earlier weighing is taken to be no better than
    it. The table for ``basis`` is asked as well, and the stricter of the two decides: a fine scale alone excuses
    nobody from counting before the fire. Raises ``InvalidInput`` for an unknown basis.
    """
    steps = () if load is None else (load.division_mg,)
    table = mass.tolerance(basis, gross_mg=gross_mg, divisions_mg=steps)
    engine = allowed(basis, gross_mg=gross_mg, loads=[load, load], default_divisions_mg=steps)
    package_mg = gross_mg // max(packages, 1)
    return mass.needs_count(table, package_mg) or mass.needs_count(engine, package_mg)


def is_half_a_package(difference_mg: int, *, gross_mg: int | None, packages: int | None) -> bool:
    """Tell whether a difference is as large as half of one of so many packages, so that they must be counted; never
    where nothing is known to be in it that could be."""
    if not packages:
        return False
    package_mg = gross_mg // packages if gross_mg else BRICK_MG[0]
    return 2 * abs(difference_mg) >= package_mg


ESTIMATE_PERCENT = 25
"""By how much an honest estimate is wrong at most, in percent of it, where no rule of the house says otherwise. Our own
figure: no standard read for this names one. A stack is measured with a tape to a tenth on each of its three sides."""


def estimate_tolerance_mg(estimated_mg: int, *, percent: int = ESTIMATE_PERCENT) -> int:
    """Return how far the first weight may be from what was estimated or declared before somebody must explain it."""
    return estimated_mg * percent // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PerBrick:
    """What each of the counted bricks weighs, and whether a brick weighs that."""

    mg: int
    is_plausible: bool


def per_brick(*, gross_mg: int, tare_mg: int | None, bricks: int | None) -> PerBrick | None:
    """Return what a brick weighs by the count and the weight; ``None`` where none were counted.

    A talc brick weighs what a brick weighs; bricks that are missing, hollow or wet do not. Where the packaging is not
    known the gross weight must do, and may be a tenth too high.
    """
    if not bricks:
        return None
    mg = (gross_mg - (tare_mg or 0)) // bricks
    least, most = BRICK_MG
    return PerBrick(mg=mg, is_plausible=least <= mg <= (most if tare_mg is not None else most + most // 10))


def _squares(loads: Iterable[Load]) -> int:
    """Return the sum of the squared standard uncertainties, in twelfths of a square milligram."""
    return sum(4 * error_mg(load) ** 2 + load.division_mg**2 for load in loads)


def _root(numerator: int, denominator: int) -> int:
    """Return the square root of a fraction, rounded up."""
    whole = -(-numerator // denominator)
    return isqrt(whole - 1) + 1 if whole else 0
