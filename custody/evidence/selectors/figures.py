"""Figures for the dashboard: what is on hand, and how the stock moved. Masses are milligrams.

Outermost units alone are counted: what is inside them is in their mass. When a unit was burnt stands on the
line of
the burn's manifest, which belongs to the room above; it is reached by its relation, never imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, Q, Sum

from custody.core.exceptional import RECOVERED
from custody.core.lifecycle import BECAME_OTHERS, GONE, CustodyState, Family
from custody.evidence.models import HandlingUnit
from custody.evidence.models.unit import CONVEYANCE_KINDS, NOT_DRUGS

IS_DRUGS = Q(parent__isnull=True) & ~Q(kind__in=NOT_DRUGS)
"""Outermost units of drugs: no conveyance, no sample, and nothing that was seized beside them."""
_GONE = [state.value for state in GONE]


@dataclass(frozen=True, slots=True)
class OnHand:
    """What is in one custody state: how many units, and their gross mass."""

    state: CustodyState
    units: int
    mg: int


@dataclass(frozen=True, slots=True)
class StockDay:
    """The stock at the end of one day, and what came in and was burnt on it."""

    day: date
    seized_mg: int
    burnt_mg: int
    stock_mg: int


def on_hand(*, family: Family = Family.GOODS) -> list[OnHand]:
    """Return the live outermost units by custody state; samples left out."""
    which = IS_DRUGS if family is Family.GOODS else Q(kind__in=CONVEYANCE_KINDS)
    rows = (
        HandlingUnit.objects.filter(which)
        .exclude(custody_state__in=_GONE)
        .values_list("custody_state")
        .annotate(units=Count("id"), mg=Sum("gross_mg"))
        .order_by("custody_state")
    )
    return [OnHand(CustodyState(state), units, int(mg or 0)) for state, units, mg in rows]


def stock_per_day(*, first: date, last: date, zone: str) -> list[StockDay]:
    """Return the stock at the end of every day of the local time zone ``zone``, from ``first`` to ``last``.

    Counted back from what is on hand now: years of history cost nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _STOCK,
            {
                "zone": zone, "first": first, "no_drugs": list(NOT_DRUGS), "others": sorted(BECAME_OTHERS),
                "left": _LEFT_OTHERWISE, "gone": _GONE, "recovered": RECOVERED,
            },
        )  # fmt: skip
        moved = {day: tuple(map(int, sums)) for day, *sums in cursor.fetchall()}
    stock, out = moved.pop(None)[0], []
    for day in sorted(day for day in moved if day > last):
        stock = _before(stock, moved[day])
    for offset in range((last - first).days + 1):
        day = last - timedelta(days=offset)
        seized, burnt, left = moved.get(day, (0, 0, 0))
        out.append(StockDay(day, seized, burnt, stock))
        stock = _before(stock, (seized, burnt, left))
    return out[::-1]


def _before(stock_mg: int, moved: tuple[int, ...]) -> int:
    """Return the stock before a day on which so much was seized, was burnt and left otherwise."""
    seized, burnt, left = moved
    return stock_mg - seized + burnt + left


_LEFT_OTHERWISE = ["returned", "disposed", "handed_over", "stolen", "lost", "destroyed_by_event", "released"]
# One row per day with a movement since the first; the row without a day is what is on hand now. Each arm has an index
# of its own that begins at the first day. What burnt is gone, and it went no earlier than it burnt.
_STOCK = """
WITH since AS MATERIALIZED (SELECT %(first)s::date::timestamp AT TIME ZONE %(zone)s AS at)
SELECT NULL::date AS day, coalesce(sum(u.gross_mg), 0), 0, 0
FROM custody_handlingunit u
WHERE u.parent_id IS NULL AND u.seized_at IS NOT NULL AND u.kind <> ALL (%(no_drugs)s)
  AND u.custody_state <> ALL (%(gone)s)
UNION ALL
SELECT day, coalesce(sum(seized), 0), coalesce(sum(burnt), 0), coalesce(sum(gone), 0) FROM (
    SELECT (u.seized_at AT TIME ZONE %(zone)s)::date AS day, u.gross_mg AS seized, 0 AS burnt, 0 AS gone
    FROM custody_handlingunit u
    WHERE u.seized_at >= (SELECT at FROM since)
      AND u.parent_id IS NULL AND u.kind <> ALL (%(no_drugs)s) AND u.custody_state <> ALL (%(others)s)
      AND NOT EXISTS (SELECT FROM custody_derivation d WHERE d.unit_id = u.id AND d.how = %(recovered)s)
    UNION ALL
    -- What came back was seized once, and has not left after all.
    SELECT (p.posted_at AT TIME ZONE %(zone)s)::date, 0, 0, -p.mg
    FROM custody_posting p JOIN custody_handlingunit u ON u.id = p.unit_id
    WHERE p.posted_at >= (SELECT at FROM since) AND p.cause IN ('unit.recovered/1', 'unit.recovered/2')
      AND u.kind <> ALL (%(no_drugs)s)
    UNION ALL
    SELECT (u.state_since AT TIME ZONE %(zone)s)::date, 0, 0, u.gross_mg
    FROM custody_handlingunit u
    WHERE u.state_since >= (SELECT at FROM since) AND u.custody_state = ANY (%(gone)s)
      AND u.parent_id IS NULL AND u.seized_at IS NOT NULL AND u.kind <> ALL (%(no_drugs)s)
      AND u.custody_state = ANY (%(left)s)
    UNION ALL
    SELECT (l.destroyed_at AT TIME ZONE %(zone)s)::date, 0, u.gross_mg, 0
    FROM custody_manifestline l JOIN custody_handlingunit u ON u.id = l.unit_id
    WHERE l.destroyed_at >= (SELECT at FROM since)
      AND u.state_since >= (SELECT at FROM since) AND u.custody_state = ANY (%(gone)s)
) movements
GROUP BY 1
"""
