"""What a load says at the end: rows, kilograms by a query anybody can repeat, events, and the curve of the stock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from custody.core.mass import MG_PER_KG

if TYPE_CHECKING:
    from custody.scenario.cases import Case
    from custody.scenario.loading import Loaded

KG_QUERY = """\
SELECT s.synthetic, count(DISTINCT s.id) AS seizures, sum(w.gross_mg) / 1000000.0 AS kg_in_the_ledger
  FROM custody_seizure s
  JOIN custody_handlingunit u ON u.seizure_id = s.id AND u.parent_id IS NULL AND u.kind <> 'sample'
  JOIN custody_weighing w ON w.unit_id = u.id AND w.occasion = 'seizure'
 WHERE s.basis = 'scenario'
 GROUP BY s.synthetic ORDER BY s.synthetic"""
"""Kilograms of every replayed seizure, weighed when it was seized; published and synthetic apart."""

_STOCK = """
SELECT u.seized_at, m.destroyed_at, w.gross_mg
  FROM custody_seizure s
  JOIN custody_handlingunit u ON u.seizure_id = s.id AND u.parent_id IS NULL AND u.kind <> 'sample'
  JOIN custody_weighing w ON w.unit_id = u.id AND w.occasion = 'seizure'
  LEFT JOIN custody_manifestline m ON m.unit_id = u.id AND m.destroyed_at IS NOT NULL
 WHERE s.basis = 'scenario' AND (%(jurisdiction)s IS NULL OR u.jurisdiction = %(jurisdiction)s)"""

PUBLISHED_STOCK: tuple[tuple[int, str], ...] = (
    (1_500, "normal ceiling of the customs store, Antwerp, Sep 2020"),
    (12_000, "waiting during furnace maintenance, Antwerp, Sep 2020"),
    (24_000, "the least that \"dozens of tonnes\" means, Antwerp, Nov 2022"),
)
"""Kilograms in store that were published (destruction_facts.csv)."""
_WIDTH = 60
_LINES = 30


@dataclass(frozen=True, slots=True)
class Ledger:
    """Sums of replayed seizures in the database."""

    seizures: int
    mg: int


@dataclass(frozen=True, slots=True)
class StockPoint:
    """How much was seized and not yet burnt at a moment, and the most since the moment before, in milligrams."""

    at: datetime
    mg: int
    peak_mg: int


def in_ledger() -> dict[bool, Ledger]:
    """Return what the query finds: synthetic or not -> seizures and their mass."""
    with connection.cursor() as cursor:
        cursor.execute(KG_QUERY)
        return {row[0]: Ledger(row[1], int(row[2] * MG_PER_KG)) for row in cursor.fetchall()}


def events_of_scenarios() -> int:
    """Return how many events the ledger holds altogether."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM custody_event")
        return int(cursor.fetchone()[0])


def stock_curve(*, until: datetime, step: timedelta, jurisdiction: str | None = None) -> list[StockPoint]:
    """Return the stock of replayed seizures at regular moments from the first seizure to ``until``."""
    with connection.cursor() as cursor:
        cursor.execute(_STOCK, {"jurisdiction": jurisdiction})
        rows: list[tuple[datetime, datetime | None, int]] = cursor.fetchall()
    changes = [(seized, mg) for seized, _, mg in rows if seized <= until]
    changes += [(burnt, -mg) for _, burnt, mg in rows if burnt is not None and burnt <= until]
    changes.sort(reverse=True)
    if not changes:
        return []
    moments = [until]
    while moments[-1] - step > changes[-1][0]:
        moments.append(moments[-1] - step)
    points: list[StockPoint] = []
    stock_mg = 0
    for at in reversed(moments):
        peak_mg = stock_mg
        while changes and changes[-1][0] <= at:
            stock_mg += changes.pop()[1]
            peak_mg = max(peak_mg, stock_mg)
        points.append(StockPoint(at, stock_mg, peak_mg))
    return points


def as_json(loaded: Loaded) -> dict[str, Any]:
    """Return what a load did, as values."""
    rows = [case for case in loaded.cases if not case.is_synthetic]
    synthetic = [case for case in loaded.cases if case.is_synthetic]
    return {
        "scenario": loaded.scenario,
        "shift_days": loaded.shift.days,
        "rows": len(rows),
        "rows_mg": _mass_mg(rows),
        "synthetic": len(synthetic),
        "synthetic_mg": _mass_mg(synthetic),
        "to_come": len(loaded.to_come),
        "refused": [{"line": each.line, "event": each.event, "reason": each.reason} for each in loaded.refused],
        "stopped": [{"line": case.line, "event": case.id, "reason": reason} for case, reason in loaded.stopped],
        "stopped_mg": _mass_mg([case for case, _ in loaded.stopped]),
        "burns_refused": [{"burn": burn, "reason": reason} for burn, reason in loaded.stuck_burns],
        "ledger": {
            "synthetic" if synthetic_too else "published": {"seizures": found.seizures, "mg": found.mg}
            for synthetic_too, found in in_ledger().items()
        },
        "events": events_of_scenarios(),
    }


def as_text(loaded: Loaded, *, now: datetime) -> Iterator[str]:
    """Yield the lines of the report."""
    told = as_json(loaded)
    yield f"Scenario {loaded.scenario}: dates are shifted by {loaded.shift.days // 7} weeks"
    yield f"  rows loaded        {told['rows']:>6}   {_kg(told['rows_mg'])} kg"
    yield f"  synthetic          {told['synthetic']:>6}   {_kg(told['synthetic_mg'])} kg"
    yield f"  still to come      {told['to_come']:>6}"
    yield f"  begun, then stopped{len(loaded.stopped):>6}   {_kg(told['stopped_mg'])} kg"
    for case, reason in loaded.stopped:
        yield f"    {f'line {case.line}, ' if case.line else ''}{case.id}: {reason}"
    yield f"  rows refused       {len(loaded.refused):>6}"
    for refused in loaded.refused:
        yield f"    line {refused.line}, {refused.event or 'without id'}: {refused.reason}"
    for burn, reason in loaded.stuck_burns:
        yield f"    burn {burn}: {reason}"
    yield ""
    yield "The same kilograms in the ledger, of every scenario in this database, by this query:"
    yield KG_QUERY
    for synthetic, found in in_ledger().items():
        yield f"  {'synthetic' if synthetic else 'published':<10} {found.seizures:>6} seizures   {_kg(found.mg)} kg"
    yield f"Events in the ledger: {told['events']}"
    yield ""
    yield from chart(stock_curve(until=now, step=_step(until=now)))


def chart(points: Sequence[StockPoint]) -> Iterator[str]:
    """Yield the stock as a chart of text, with marks where a stock was published."""
    most_kg = max([PUBLISHED_STOCK[-1][0], *(point.peak_mg // MG_PER_KG for point in points)])
    marks = {round(kg / most_kg * (_WIDTH - 1)): letter for (kg, _), letter in zip(PUBLISHED_STOCK, "abc", strict=True)}
    days = (points[1].at - points[0].at).days if len(points) > 1 else 0
    yield f"Seized and not yet burnt, tonnes, the most in every {days} days to:"
    for point in points:
        length = round(point.peak_mg / MG_PER_KG / most_kg * (_WIDTH - 1))
        bar = ["#" if place < length else " " for place in range(_WIDTH)]
        for place, letter in marks.items():
            bar[place] = letter
        yield f"  {point.at:%Y-%m-%d} {''.join(bar)} {_tonnes(point.peak_mg)}"
    yield f"  left now: {_tonnes(points[-1].mg if points else 0)} t"
    for letter, (kg, words) in zip("abc", PUBLISHED_STOCK, strict=True):
        yield f"  {letter} = {kg / 1000:.1f} t published: {words}"


def _step(*, until: datetime) -> timedelta:
    """Return whole weeks such that the chart of everything replayed has no more lines than a page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(seized_at) FROM custody_seizure WHERE basis = 'scenario'")
        first = cursor.fetchone()[0]
    weeks = 1 if first is None else (until - first).days // 7
    return timedelta(weeks=max(1, -(-weeks // _LINES)))


def _mass_mg(cases: Sequence[Case]) -> int:
    return sum(case.mass_mg for case in cases)


def _tonnes(mg: int) -> str:
    return f"{mg / MG_PER_KG / 1000:.1f}"


def _kg(mg: int) -> str:
    return f"{mg / MG_PER_KG:>14,.3f}"
