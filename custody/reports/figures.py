"""The figures of a year: what was seized and burnt month by month, how fast, what kept it waiting, and the slots.

Months are those of the site's time zone. A month that is not over counts up to now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from custody.core.errors import InvalidInput
from custody.destruction.selectors.exposure import STAGES, Exposure, exposure
from custody.destruction.selectors.outcomes import Outcome, SlotFigures, outcomes_of, slot_figures, standing_in
from custody.destruction.selectors.papers import AnswerFigures, answer_figures
from custody.reports.exporting import Cell, Sheet

FIRST_YEAR, LAST_YEAR = 2000, 2199
MG_PER_KG = 1_000_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """The figures of a month (``month`` 1 to 12) or of the year (``month`` 0)."""

    month: int
    outcome: Outcome
    exposure: Exposure
    few: bool = False
    """Its seized mass would be that of one seizure that still lies somewhere: it is not told."""


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The figures of a year so far."""

    year: int
    at: datetime
    whole: Stretch
    months: tuple[Stretch, ...]
    slots: SlotFigures
    answers: AnswerFigures


def year_figures(
    *, year: int, at: datetime, jurisdiction: str | None = None, sees_mass: bool = False
) -> YearFigures:
    """Return the figures of a year up to ``at``; months to come are left out. For whoever does not see masses, what
    would tell that of one seizure is marked ``few``. Raises ``InvalidInput`` for a year that is a slip of the hand."""
    edges = edges_of(check_year(year))
    months = [(edges[n], min(edges[n + 1], at)) for n in range(12) if edges[n] < at]
    buckets = [(edges[0], max(edges[0], min(edges[12], at))), *months]
    outcomes = outcomes_of(buckets, at=at, jurisdiction=jurisdiction)
    exposures = exposure(buckets, jurisdiction=jurisdiction)
    few = frozenset[int]() if sees_mass else _few(buckets, outcomes)
    told = enumerate(zip(outcomes, exposures, strict=True))
    stretches = [Stretch(n, outcome, lay, few=n in few) for n, (outcome, lay) in told]
    return YearFigures(
        year=year,
        at=at,
        whole=stretches[0],
        months=tuple(stretches[1:]),
        slots=slot_figures(since=buckets[0][0], until=buckets[0][1], jurisdiction=jurisdiction),
        answers=answer_figures(since=buckets[0][0], until=buckets[0][1], jurisdiction=jurisdiction),
    )


def _few(buckets: Sequence[tuple[datetime, datetime]], outcomes: Sequence[Outcome]) -> frozenset[int]:
    """Return the stretches, 0 the year, whose mass is not told: months of one seizure that still lies somewhere; and
    where that is one month only, the next one too, or else the year, so that nobody finds it by subtraction."""
    seizures = {month: outcomes[month].seizures for month in range(1, len(outcomes)) if outcomes[month].seizures}
    alone = [month for month, count in seizures.items() if count == 1]
    standing = standing_in([buckets[month] for month in alone])
    few = {month for month, stands in zip(alone, standing, strict=True) if stands}
    if len(few) == 1:
        others = sorted(seizures.keys() - few, key=lambda month: (seizures[month], month))
        few.add(others[0] if others else 0)
    return frozenset(few)


def check_year(year: int) -> int:
    """Return the year; raise ``InvalidInput`` for one that is a slip of the hand."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput("figures.year", "Enter a year from {first} to {last}", field="year", first=FIRST_YEAR,
                           last=LAST_YEAR)  # fmt: skip
    return year


def edges_of(year: int) -> list[datetime]:
    """Return when the months of a year begin, and when its last one ends, in the time zone of the site."""
    zone = ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)
    edges = [datetime(year, month, 1, tzinfo=zone).astimezone(UTC) for month in range(1, 13)]
    return [*edges, datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC)]


HEAD = (
    "stretch", "seizures", "units_seized", "kg_seized", "units_burnt", "kg_burnt", "percent_burnt_within_24_h",
    "percent_burnt_within_48_h", "median_hours_to_ash", "median_hours_to_ash_by_mass",
    *(f"tonne_hours_{stage}" for stage in STAGES), "tonne_hours_total",
    *(f"weighted_tonne_hours_{stage}" for stage in STAGES), "weighted_tonne_hours_total",
)  # fmt: skip
"""Column heads of the table and of its export: stable names, for whoever reads them by program."""


def table(figures: YearFigures) -> Iterator[Sequence[Cell]]:
    """Yield one row a month, and that of the year last, with the columns of ``HEAD``. Masses and tonne-hours are
    decimals: exact, and a number where a file has numbers."""
    for each in [*figures.months, figures.whole]:
        told, lay = each.outcome, each.exposure
        yield (
            f"{figures.year}-{each.month:02d}" if each.month else f"{figures.year}",
            told.seizures, told.seized_units, None if each.few else kilograms(told.seized_mg),
            told.burnt_units, kilograms(told.burnt_mg),
            told.percent_within(24), told.percent_within(48), told.median_hours, told.median_hours_by_mass,
            *(tonne_hours(lay, stage) for stage in STAGES), tonne_hours(lay),
            *(weighted_tonne_hours(lay, stage) for stage in STAGES), weighted_tonne_hours(lay),
        )  # fmt: skip


def slot_table(figures: YearFigures) -> Iterator[Sequence[str | int | None]]:
    """Yield what became of the slots of the year: burnt, and every reason of those that stayed empty."""
    yield ("filled", figures.slots.filled)
    yield from figures.slots.unfilled.items()
    yield ("total", figures.slots.total)


def answer_table(figures: YearFigures) -> Iterator[Sequence[str | int | None]]:
    """Yield what magistrates were asked in the year, what waits for an answer now, and how long an answer took."""
    yield ("asked", figures.answers.asked)
    yield ("waiting", figures.answers.waiting)
    yield ("median_minutes_to_answer", figures.answers.median_minutes)


def figures_sheets(figures: YearFigures) -> list[Sheet]:
    """Return the figures of a year as the tables of a file."""
    return [
        Sheet(name=f"Figures {figures.year}", head=HEAD, rows=list(table(figures))),
        Sheet(name=f"Slots {figures.year}", head=("slots", "count"), rows=list(slot_table(figures))),
        Sheet(name=f"Answers {figures.year}", head=("requests", "count"), rows=list(answer_table(figures))),
    ]


def kilograms(mg: int) -> Decimal:
    """Return a mass in kilograms with three decimals, cut off."""
    return _thousandths(mg // 1_000)


def tonne_hours(lay: Exposure, stage: str | None = None) -> Decimal:
    """Return an exposure in tonne-hours with three decimals."""
    return _thousandths(lay.milli_tonne_hours(stage))


def weighted_tonne_hours(lay: Exposure, stage: str | None = None) -> Decimal:
    """Return a weighted exposure (C5) in tonne-hours with three decimals."""
    return _thousandths(lay.weighted_milli_tonne_hours(stage))


def _thousandths(thousand: int) -> Decimal:
    return Decimal(thousand).scaleb(-3)
