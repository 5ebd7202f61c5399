"""When everything happens: the acts of a case, and the burns that its units go to. Pure, and the same in every run.

Days are those of the published past; the replay adds the shift. Facts used: furnaces take 1,000 to 1,500 kg in one
burn, by appointment (`sessions` of the size model); a few burns a week at Antwerp in 2023, where the weekly capacity of
the protocol was not used for lack of crews; same day to two days in the Netherlands. The wait for stripping, samples,
report and the prosecutor's word is lognormal (`release_delay_h`, an assumption of the size model): the long median for
Belgium before its reform, the short one elsewhere.

A burn is booked when half a tonne waits, or something has waited three days: loads go small and often, but not one
bag at a time. The furnace rule: a lot that fits whole into what is left of a burn goes first, the one that waits most
in front; the rest is filled up with units of larger lots. So small seizures are gone in days, and what is too large
for one burn lies for weeks, as was reported.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from custody.core.mass import MG_PER_KG
from custody.core.seeded import SeededStream
from custody.scenario.cases import Case
from custody.scenario.filling import size_model_data

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SLOW_COUNTRY = "BE"
WORTH_MG = 500 * MG_PER_KG
PATIENCE = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTimes:
    """The moments of one case, from the stop to the verified order."""

    stopped: datetime
    guarded: datetime
    moved: datetime
    opened: datetime
    seized: datetime
    registered: datetime
    photographed: datetime
    swept: datetime
    released: datetime
    offered: datetime
    left: datetime
    arrived: datetime
    stored: datetime
    sampled: datetime
    samples_stored: datetime
    ordered: datetime
    verified: datetime


def times_of(case: Case) -> CaseTimes:
    """Return when the acts of a case happen, on the days of the published past."""
    draw = SeededStream(seed=case.id.encode(), label="timetable")

    def minutes(least: int, most: int) -> timedelta:
        return (least + draw.below(most - least + 1)) * MINUTE

    tonnes = case.mass_mg / 1_000 / MG_PER_KG
    stopped = datetime.combine(case.on, time(4), UTC) + minutes(0, 12 * 60)
    guarded = stopped + minutes(4, 20)
    moved = guarded + minutes(40, 120)
    opened = moved + minutes(15, 45)
    walls = 4 if case.concealment == "container_structure" else 0
    seized = opened + minutes(60, 120) + min(0.8 * tonnes + walls, 14) * HOUR
    registered = seized + minutes(20, 40) + min(20 * tonnes, 300) * MINUTE
    photographed = registered + minutes(5, 15)
    swept = photographed + minutes(20, 45)
    released = swept + minutes(5, 15)
    offered = released + minutes(10, 60)
    left = offered + minutes(3, 12)
    arrived = left + minutes(35, 80)
    stored = arrived + minutes(4, 12)
    sampled = stored + minutes(120, 14 * 60)
    samples_stored = sampled + minutes(30, 90)
    delay = size_model_data()["release_delay_h"]
    median_h = delay["median"][1 if case.country == SLOW_COUNTRY else 0]
    told = stopped + median_h * math.exp(delay["sigma"] * draw.normal()) * HOUR
    ordered = max(samples_stored + HOUR, told - 2 * HOUR)
    times = CaseTimes(
        stopped=stopped, guarded=guarded, moved=moved, opened=opened, seized=seized, registered=registered,
        photographed=photographed, swept=swept, released=released, offered=offered, left=left, arrived=arrived,
        stored=stored, sampled=sampled, samples_stored=samples_stored, ordered=ordered,
        verified=ordered + minutes(60, 180),
    )  # fmt: skip
    return CaseTimes(**{name: getattr(times, name).replace(microsecond=0) for name in CaseTimes.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a furnace burns for the house: weekdays (Monday is 0), hours of the day, and how long before a burn
    it is planned."""

    weekdays: tuple[int, ...]
    hours: tuple[int, ...]
    lead: timedelta


SLOW = Rhythm(weekdays=(0, 2, 4), hours=(10,), lead=20 * HOUR)
QUICK = Rhythm(weekdays=(0, 1, 2, 3, 4), hours=(15,), lead=5 * HOUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What of one case waits for the fire: its outermost units with their masses, ready from a moment on."""

    case_id: str
    ready: datetime
    units: tuple[tuple[str, int], ...]

    @property
    def mass_mg(self) -> int:
        """All of it."""
        return sum(mass_mg for _, mass_mg in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """One session: which units of which cases go in."""

    id: str
    furnace: str
    starts: datetime
    planned: datetime
    units: tuple[tuple[str, str], ...]
    """(case id, label)"""
    finishes: tuple[str, ...]
    """The cases of which nothing is left afterwards."""
    mass_mg: int

    @property
    def ended(self) -> datetime:
        """When the fire is out: two hours and another for each tonne."""
        return self.starts + 2 * HOUR + round(self.mass_mg / MG_PER_KG * 0.06) * MINUTE


@dataclass(slots=True)
class _Waiting:
    lot: Lot
    left: dict[str, int] = field(default_factory=dict)


def burns_of(
    lots: Iterable[Lot], *, furnace: str, rhythm: Rhythm, limit_mg: int, until: datetime
) -> list[Burn]:
    """Return the burns of one furnace in order, as far as they are planned before ``until``."""
    coming = sorted(lots, key=lambda lot: (lot.ready, lot.case_id))
    waiting: list[_Waiting] = []
    burns: list[Burn] = []
    starts: datetime | None = None
    while coming or waiting:
        # Nothing waits: go on with the day on which the next lot is ready.
        day = starts.date() if waiting and starts else coming[0].ready.date()
        starts = _next_start(rhythm, day, after=starts)
        planned = starts - rhythm.lead
        if planned >= until:
            break
        while coming and coming[0].ready <= planned:
            lot = coming.pop(0)
            waiting.append(_Waiting(lot, dict(lot.units)))
        if not _is_worth_it(waiting, planned):
            continue
        chosen = _fill(waiting, limit_mg=_limit_mg(furnace, starts, limit_mg))
        if not chosen:
            break  # a unit heavier than any burn: it stays in store
        finished = tuple(each.lot.case_id for each in waiting if not each.left)
        burns.append(
            Burn(
                id=f"{furnace} {starts:%Y-%m-%d %H}",
                furnace=furnace,
                starts=starts,
                planned=planned,
                units=tuple((case_id, label) for case_id, label, _ in chosen),
                finishes=finished,
                mass_mg=sum(mass_mg for _, _, mass_mg in chosen),
            )
        )
        waiting = [each for each in waiting if each.left]
    return burns


def _is_worth_it(waiting: Sequence[_Waiting], planned: datetime) -> bool:
    """Say whether a burn is booked: for enough kilograms, or for something that has waited long enough."""
    if not waiting:
        return False
    left_mg = sum(mass_mg for each in waiting for mass_mg in each.left.values())
    return left_mg >= WORTH_MG or planned - waiting[0].lot.ready >= PATIENCE


def _fill(waiting: Sequence[_Waiting], *, limit_mg: int) -> list[tuple[str, str, int]]:
    """Take units out of what waits, by the furnace rule, and return (case id, label, mass)."""
    chosen: list[tuple[str, str, int]] = []
    left_mg = limit_mg
    for each in waiting:
        whole = sum(each.left.values())
        if whole <= left_mg:
            chosen += [(each.lot.case_id, label, mass_mg) for label, mass_mg in each.left.items()]
            left_mg -= whole
            each.left.clear()
    for each in waiting:
        for label, mass_mg in list(each.left.items()):
            if mass_mg <= left_mg:
                chosen.append((each.lot.case_id, label, mass_mg))
                left_mg -= mass_mg
                del each.left[label]
    return chosen


def _limit_mg(furnace: str, starts: datetime, most_mg: int) -> int:
    least_kg, most_kg = size_model_data()["sessions"]["kg_per_session"]
    draw = SeededStream(seed=f"{furnace} {starts}".encode(), label="limit")
    drawn_kg: int = least_kg + 50 * draw.below((most_kg - least_kg) // 50 + 1)
    return min(most_mg, drawn_kg * MG_PER_KG)


def _next_start(rhythm: Rhythm, day: date, *, after: datetime | None) -> datetime:
    while True:
        if day.weekday() in rhythm.weekdays:
            for hour in rhythm.hours:
                starts = datetime.combine(day, time(hour), UTC)
                if after is None or starts > after:
                    return starts
        day += timedelta(days=1)
