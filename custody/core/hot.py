"""When a seizure is hot, and what must be done at once: the list that opens with it (C7).

Mass, worth, concealment and the tension in the port are multiplied; a third large seizure within days makes a list
too. All values are dated rules of a jurisdiction; those below hold where nobody set one, for a rule has no off switch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from custody.core.clock_kinds import ClockType
from custody.core.mass import MG_PER_KG
from custody.core.rule_values import (
    HOT_BUILT_IN,
    HOT_FETCHED,
    HOT_MASS,
    HOT_PATTERN_COUNT,
    HOT_PATTERN_DAYS,
    HOT_PATTERN_MASS,
    HOT_TENSION,
    HOT_WORTH,
)

MASS, WORTH, PATTERN = "mass", "worth", "pattern"
"""Why a list was opened."""
FETCHED = frozenset({"rip_off_bags", "inspection_hatch", "hull_attached", "drop_off_at_sea"})
"""Hidden so that somebody fetches it inside the port: that somebody is near."""
BUILT_IN = frozenset({"container_structure", "reefer_unit", "double_wall_custom", "chemical_carrier", "tank"})
"""Built in: it lies long in the open before all of it is out."""
WHERE_UNSET: Mapping[str, int] = {
    HOT_MASS: 3_000,
    HOT_WORTH: 100_000_000,
    HOT_TENSION: 100,
    HOT_FETCHED: 150,
    HOT_BUILT_IN: 125,
    HOT_PATTERN_MASS: 1_000,
    HOT_PATTERN_COUNT: 3,
    HOT_PATTERN_DAYS: 7,
}
"""What holds where a jurisdiction has no value."""
NOT_YET_WEIGHED = "unit.weighed/1"
WEIGHED_OR_MORE = ("unit.registered/1", "unit.enclosed/1", NOT_YET_WEIGHED, "unit.booked/1")
"""By what a seizure becomes larger. What is described later may have been hidden for somebody who is near."""
SEEN_BY_UNIT = ("sweep.recorded/1", "guard.posted/1", "unit.scheduled/1")
"""Events of a unit by which a line may be done."""
EMBARGO = timedelta(hours=24)
"""Nothing is told sooner than so long after it was decided: the attack comes on the day of the find."""
GUARDS = 2
"""So many guards at once are a doubled guard."""
BRICK_MG = MG_PER_KG
"""What a package counts for while nobody has weighed or estimated it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: who owns it, how long it may take, and how it is done.

    ``seen``: the house sees by itself that it is done, so nobody ticks it by hand. ``gate``: it is set aside with a
    waiver only.
    """

    what: str
    role: str
    clock: ClockType
    seen: bool = False
    gate: bool = False


LINES: tuple[Line, ...] = (
    Line("guard", "duty_officer", ClockType.HOT_GUARD, seen=True, gate=True),
    Line("sweep", "officer", ClockType.HOT_SWEEP, seen=True, gate=True),
    Line("prosecutor", "case_officer", ClockType.HOT_PROSECUTOR),
    Line("place", "supervisor", ClockType.HOT_PLACE),
    Line("fast_lane", "planner", ClockType.HOT_FAST_LANE, seen=True),
    Line("embargo", "regional_head", ClockType.HOT_EMBARGO, seen=True),
    Line("decoy", "duty_officer", ClockType.HOT_DECOY),
    Line("plan_b", "supervisor", ClockType.HOT_PLAN_B),
)
"""In the order in which they are taken: who guards comes before who plans."""
BY_WHAT: Mapping[str, Line] = {line.what: line for line in LINES}


@dataclass(frozen=True, slots=True)
class Load:
    """What is known of a seizure: mass and worth of all of it, how it was hidden, and how many seizures of the last
    days, itself among them, are as large as the pattern asks."""

    mass_mg: int
    worth_eur: int
    concealment: str | None
    large_lately: int


def risk_percent(concealment: str | None, values: Mapping[str, int]) -> int:
    """Return by how much concealment and tension raise what a load counts for, in percent."""
    hidden = 100
    if concealment in FETCHED:
        hidden = values[HOT_FETCHED]
    elif concealment in BUILT_IN:
        hidden = values[HOT_BUILT_IN]
    return hidden * values[HOT_TENSION] // 100


def cause_of(load: Load, values: Mapping[str, int]) -> str | None:
    """Return why a seizure is hot, the first reason that holds; ``None`` for one that is not.

    ``values`` has a value for every key of ``WHERE_UNSET``.
    """
    percent = risk_percent(load.concealment, values)
    if load.mass_mg * percent >= values[HOT_MASS] * MG_PER_KG * 100:
        return MASS
    if load.worth_eur * percent >= values[HOT_WORTH] * 100:
        return WORTH
    if is_large(load.mass_mg, values) and load.large_lately >= values[HOT_PATTERN_COUNT]:
        return PATTERN
    return None


def most_within(times: Sequence[datetime], *, of: datetime, length: timedelta) -> int:
    """Return how many of some times lie at most in one stretch of this length that has ``of`` in it."""
    begins = [each for each in times if of - length < each <= of]
    return max(sum(begin <= each < begin + length for each in times) for begin in begins)


def is_large(mass_mg: int, values: Mapping[str, int]) -> bool:
    """Say whether a seizure counts for the pattern."""
    return mass_mg >= values[HOT_PATTERN_MASS] * MG_PER_KG
