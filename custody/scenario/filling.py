"""Synthetic seizures between the published ones, so that a port's window reaches its published totals.

The rule. A published total of a half-year or a month that lies in the window is met in these days. What remains of a
calendar year is spread over its other days by the weights of the size model (a month's weight evenly over its days),
and the part that falls in the window is met there. The number of seizures follows from each total and the published
mean per seizure. What the published rows leave over is drawn by the seeded generator, marked as synthetic and counted
apart. None is larger than 5 t: what is larger makes the news, and is a published row. Only cocaine is filled up, for
no other total is published for both years.
"""

from __future__ import annotations

import calendar
import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from custody.core.errors import IntegrityBroken, InvalidInput
from custody.core.mass import MG_PER_KG
from custody.core.size_model import SizeModel, SyntheticSeizure, synthetic_seizures
from custody.scenario.days import Window
from custody.scenario.rows import period_days

DATA = Path(__file__).resolve().parent.parent / "data"
FILLED_DRUG = "cocaine"
LARGEST_MG = 5_000 * MG_PER_KG


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A port whose totals are published. ``scenario`` names its mean per seizure in the size model."""

    name: str
    country: str
    totals: str
    scenario: str


PORTS = (
    Port(name="Antwerp", country="BE", totals="Antwerp (port)", scenario="antwerp_2023"),
    Port(name="Rotterdam", country="NL", totals="Rotterdam (port)", scenario="nl_ports_2023"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some days of the window and what was seized in them altogether, published or not."""

    days: tuple[date, ...]
    total_mg: int


@cache
def size_model_data() -> dict[str, Any]:
    """Return ``seizure_size_model.json``."""
    loaded: dict[str, Any] = json.loads((DATA / "seizure_size_model.json").read_text(encoding="utf-8"))
    return loaded


def published_totals(port: Port) -> dict[tuple[date, date], int]:
    """Return the published cocaine of a port: (first day, last day) of a year, half-year or month -> milligrams."""
    totals: dict[tuple[date, date], int] = {}
    with (DATA / "annual_totals.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["place"] != port.totals or row["drug"] != FILLED_DRUG:
                continue
            try:
                totals[period_days(row["period"])] = int(row["kg"]) * MG_PER_KG
            except InvalidInput:
                continue  # another stretch of days, told in words
    return totals


def sections(totals: Mapping[tuple[date, date], int], *, window: Window, model: SizeModel) -> list[Section]:
    """Return the days of the window in sections with their totals, by the rule above, in whole kilograms.

    Raises ``IntegrityBroken`` when a year of the window has no published total.
    """
    made: list[Section] = []
    for year in range(window.first_on.year, window.last_on.year + 1):
        whole = date(year, 1, 1), date(year, 12, 31)
        if whole not in totals:
            raise IntegrityBroken("scenario.total", "No total is published for {year}", year=year)
        left, rest_mg = set(_days(*whole)), totals[whole]
        for first_on, last_on in sorted(totals, key=lambda period: period[1] - period[0]):
            days = set(_days(first_on, last_on))
            if (first_on, last_on) != whole and days <= left and first_on in window and last_on in window:
                left -= days
                rest_mg -= totals[first_on, last_on]
                made.append(Section(days=tuple(sorted(days)), total_mg=totals[first_on, last_on]))
        mine = sorted(day for day in left if day in window)
        share = _weight(mine, model) / _weight(left, model) if mine else 0.0
        made.append(Section(days=tuple(mine), total_mg=round(rest_mg / MG_PER_KG * share) * MG_PER_KG))
    return sorted((each for each in made if each.days), key=lambda section: section.days)


def fill(*, port: Port, window: Window, published: Iterable[tuple[date, int]]) -> list[SyntheticSeizure]:
    """Return the synthetic seizures of a port in order of days; ``published`` is (day, milligrams) of its rows."""
    data = size_model_data()
    model = replace(SizeModel.from_json(data), most_mg=LARGEST_MG)
    mean_mg = data["size_model"]["scenarios"][port.scenario]["mean_kg"] * MG_PER_KG
    rows = list(published)
    drawn: list[SyntheticSeizure] = []
    for section in sections(published_totals(port), window=window, model=model):
        known = [mass_mg for day, mass_mg in rows if day in section.days]
        missing_mg = max(0, section.total_mg - sum(known))
        count = max(round(section.total_mg / mean_mg) - len(known), -(-missing_mg // LARGEST_MG))
        drawn += _drawn(port, section, model, count=count, total_mg=missing_mg)
    return [replace(each, number=number) for number, each in enumerate(drawn, start=1)]


def _drawn(port: Port, section: Section, model: SizeModel, *, count: int, total_mg: int) -> list[SyntheticSeizure]:
    """Return seizures on the days of a section, each run of days with its share by weight, the last with the rest."""
    drawn: list[SyntheticSeizure] = []
    runs = _runs(section.days)
    whole = _weight(section.days, model)
    for place, run in enumerate(runs, start=1):
        weight = _weight(run, model)
        if place == len(runs):
            number, mass_mg = count, total_mg
        else:
            mass_mg = int(total_mg * weight / whole) // MG_PER_KG * MG_PER_KG
            number = min(count, max(round(count * weight / whole), -(-mass_mg // LARGEST_MG)))
        drawn += _between(port, run, model, number=min(number, mass_mg // model.least_mg), mass_mg=mass_mg)
        count, total_mg, whole = count - number, total_mg - mass_mg, whole - weight
    return drawn


def _between(
    port: Port, run: list[date], model: SizeModel, *, number: int, mass_mg: int
) -> list[SyntheticSeizure]:
    if number == 0:
        return []  # what is missing is less than a seizure
    return synthetic_seizures(
        model=model, seed=f"{port.name} {run[0]}".encode(), count=number, total_mg=mass_mg,
        first_on=run[0], last_on=run[-1],
    )  # fmt: skip


def _runs(days: Iterable[date]) -> list[list[date]]:
    """Return the days as runs without a gap."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _weight(days: Iterable[date], model: SizeModel) -> float:
    return sum(model.month_weights[day.month - 1] / calendar.monthrange(day.year, day.month)[1] for day in days)


def _days(first_on: date, last_on: date) -> list[date]:
    return [first_on + timedelta(days=number) for number in range((last_on - first_on).days + 1)]
