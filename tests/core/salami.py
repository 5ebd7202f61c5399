"""A port with a thief in it, and one without: what many weighings would show, from a seed alone.

Every drum is weighed twice, on two scales. A scale errs by a fixed part and by chance, each up to half of what it may
err in service. OIML R 76 allows repeated readings half of that: these scales are twice as restless as it lets them be.
"""

from __future__ import annotations

from dataclasses import dataclass

from custody.core.mass import MG_PER_GRAM, MG_PER_KG
from custody.core.seeded import SeededStream
from custody.core.tolerance import Load, error_mg, tolerance_mg, uncertainty_mg
from custody.core.trend import Change, trend, usual_loss

PEOPLE, DRUMS = 6, 12
STEP_MG = 50 * MG_PER_GRAM
LIGHT_PER_MILLE = 3
LIGHTEST_KG, HEAVIEST_KG = 25, 55
"""Between these, three thousandths stay within the tolerance of a scale of 50 g; of finer scales AL5 tells at once."""


@dataclass(frozen=True)
class Outcome:
    """Whom the trend gave away, whom a loss beyond tolerance did, and who the thief was."""

    thief: int
    by_trend: frozenset[int]
    by_tolerance: frozenset[int]


def simulate(seed: int, *, salami: bool) -> Outcome:
    """Return what came of 72 drums: twelve of one custodian 0.3 % light, or the same sum taken at random of all."""
    draw = SeededStream(seed=str(seed).encode(), label="salami" if salami else "random")
    masses = [
        [LIGHTEST_KG * MG_PER_KG + draw.below((HEAVIEST_KG - LIGHTEST_KG) * MG_PER_KG) for _ in range(DRUMS)]
        for _ in range(PEOPLE)
    ]
    thief = draw.below(PEOPLE)
    lost = _lost(draw, masses, thief, salami=salami)
    fixed = [2 * draw.unit() - 1 for _ in "ab"]
    seen: list[list[Change]] = [[] for _ in range(PEOPLE)]
    by_trend, by_tolerance = set(), set()
    for drum in range(DRUMS):
        for person in range(PEOPLE):
            whole = masses[person][drum]
            before = _read(draw, whole, fixed[0])
            after = _read(draw, whole - lost[person][drum], fixed[1])
            loads = [Load(before, STEP_MG), Load(after, STEP_MG)]
            if abs(after - before) > tolerance_mg(loads):
                by_tolerance.add(person)
                continue
            seen[person].append(Change(after - before, uncertainty_mg(loads)))
            usual = usual_loss(each for other in range(PEOPLE) if other != person for each in seen[other])
            mine = [Change(each.difference_mg, each.uncertainty_mg, usual) for each in seen[person]]
            if trend(mine) is not None:
                by_trend.add(person)
    return Outcome(thief, frozenset(by_trend), frozenset(by_tolerance))


def _lost(draw: SeededStream, masses: list[list[int]], thief: int, *, salami: bool) -> list[list[int]]:
    taken = [mass * LIGHT_PER_MILLE // 1_000 for mass in masses[thief]]
    if salami:
        return [taken if person == thief else [0] * DRUMS for person in range(PEOPLE)]
    shares = [[draw.unit() for _ in range(DRUMS)] for _ in range(PEOPLE)]
    whole = sum(map(sum, shares))
    return [[int(sum(taken) * share / whole) for share in row] for row in shares]


def _read(draw: SeededStream, mass_mg: int, fixed: float) -> int:
    most = error_mg(Load(mass_mg, STEP_MG))
    wrong = most * (fixed + 2 * draw.unit() - 1) / 2
    return round((mass_mg + wrong) / STEP_MG) * STEP_MG
