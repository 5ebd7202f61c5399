"""Synthetic seizures that look like the published years: a pure function of a seed.

Sizes are lognormal and truncated, days follow the weights of months and weekdays, some ships carry several
loads, and the whole is scaled to a published total, to the milligram. The parameters are those of
``seizure_size_model.json``. Used for demo and trial data only, where every row is marked as synthetic.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from custody.core.errors import InvalidInput
from custody.core.seeded import SeededStream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MG_PER_KG = 1_000_000
_STEP_MG = 10_000
_NOT_STATED = ("", "not stated")


@dataclass(frozen=True, kw_only=True)
class SizeModel:
    """The parameters of the generator."""

    sigma: float
    least_mg: int
    most_mg: int
    month_weights: tuple[float, ...]
    weekday_weights: tuple[float, ...]
    sibling_chance: float
    most_siblings: int
    cover_loads: Mapping[str, float]
    origins: Mapping[str, float]
    concealments: Mapping[str, float]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the model written in ``seizure_size_model.json``.

        Its shares are those of all published events; what they leave over of 1 was not stated and stays so.
        """
        mix = data["mix_by_count"]
        return cls(
            sigma=data["size_model"]["sigma_default"],
            least_mg=_MG_PER_KG // 2,
            most_mg=16_000 * _MG_PER_KG,
            month_weights=tuple(data["arrivals"]["month_weights_2023_like_kg"]),
            weekday_weights=tuple(data["arrivals"]["weekday_weights_mon_sun"]),
            sibling_chance=0.15,
            most_siblings=3,
            cover_loads=_with_rest(mix["cover_load"]),
            origins=_with_rest(mix["origin"]),
            concealments=mix["concealment"],
        )


@dataclass(frozen=True, kw_only=True)
class SyntheticSeizure:
    """One invented seizure. Empty text means that nothing was stated, as in many published rows."""

    number: int
    on: date
    mass_mg: int
    cover_load: str
    origin: str
    concealment: str
    vessel: int
    """Seizures with the same number came on one ship."""


def synthetic_seizures(
    *, model: SizeModel, seed: bytes, count: int, total_mg: int, first_on: date, last_on: date
) -> list[SyntheticSeizure]:
    """Return ``count`` seizures between two days, both included, that weigh ``total_mg`` together.

    They come in order of days, numbered from 1. Raises InvalidInput when so many cannot weigh so much within
    the model's limits, or when the days are in the wrong order.
    """
    if first_on > last_on:
        raise InvalidInput("model.days", "The first day comes after the last")
    if not count * model.least_mg <= total_mg <= count * model.most_mg:
        raise InvalidInput("model.total", "{count} seizures cannot weigh that much together", count=count)
    if count == 0:
        return []
    drawn = _draw_ships(model, seed, count, first_on, last_on)
    masses = _scaled([load.size for load in drawn], model, total_mg)
    return [
        SyntheticSeizure(
            number=number,
            on=load.on,
            mass_mg=mass_mg,
            cover_load=load.cover_load,
            origin=load.origin,
            concealment=load.concealment,
            vessel=load.vessel,
        )
        for number, (load, mass_mg) in enumerate(zip(drawn, masses, strict=True), start=1)
    ]


@dataclass(frozen=True, kw_only=True)
class _Load:
    on: date
    vessel: int
    size: float
    cover_load: str
    origin: str
    concealment: str


def _draw_ships(model: SizeModel, seed: bytes, count: int, first_on: date, last_on: date) -> list[_Load]:
    """Return ``count`` loads in order of days, their sizes relative to each other."""
    draw = SeededStream(seed=seed, label="size-model")
    day_weights = {
        day: model.month_weights[day.month - 1] * model.weekday_weights[day.weekday()]
        for day in _days(first_on, last_on)
    }
    # The middle of a lognormal distribution does not matter here: the whole is scaled to its total.
    loads: list[_Load] = []
    vessel = 0
    while len(loads) < count:
        vessel += 1
        on = draw.pick(day_weights)
        origin = draw.pick(model.origins)
        size = math.exp(model.sigma * draw.normal())
        siblings = 1 + draw.below(model.most_siblings) if draw.unit() < model.sibling_chance else 0
        shares = [1 + draw.unit() for _ in range(min(1 + siblings, count - len(loads)))]
        loads += [
            _Load(
                on=on,
                vessel=vessel,
                size=size * share / sum(shares),
                cover_load=_stated(draw.pick(model.cover_loads)),
                origin=_stated(origin),
                concealment=_stated(draw.pick(model.concealments)),
            )
            for share in shares
        ]
    return sorted(loads, key=lambda load: (load.on, load.vessel))


def _scaled(sizes: Sequence[float], model: SizeModel, total_mg: int) -> list[int]:
    """Return masses in proportion to ``sizes``, cut at the model's limits, that add up exactly.

    They go in steps of 10 g, as reports do, except where the heaviest take up what rounding left over.
    """

    def cut(factor: float) -> list[int]:
        return [
            min(max(int(size * factor) // _STEP_MG * _STEP_MG, model.least_mg), model.most_mg)
            for size in sizes
        ]

    low, high = 0.0, model.most_mg / min(sizes)
    # The sum grows with the factor, so halving finds the place; 200 halvings exhaust a float.
    for _ in range(200):
        middle = (low + high) / 2
        if sum(cut(middle)) <= total_mg:
            low = middle
        else:
            high = middle
    masses = cut(low)
    left_mg = total_mg - sum(masses)
    for place in sorted(range(len(masses)), key=lambda place: -masses[place]):
        added_mg = min(left_mg, model.most_mg - masses[place])
        masses[place] += added_mg
        left_mg -= added_mg
    return masses


def _days(first_on: date, last_on: date) -> list[date]:
    return [first_on + timedelta(days=number) for number in range((last_on - first_on).days + 1)]


def _with_rest(shares: Mapping[str, float]) -> dict[str, float]:
    rest = 1 - sum(shares.values())
    return {**shares, "": rest} if rest > 0 else dict(shares)


def _stated(text: str) -> str:
    return "" if text in _NOT_STATED else text
