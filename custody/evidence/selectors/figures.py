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

from custody.core.lifecycle import GONE, CustodyState, Family
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
    """Return the stock at the end of every day of the local time zone ``zone``, from ``first`` to
    ``last``."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STOCK,
            {
                "zone": zone, "first": first, "last": last, "no_drugs": list(NOT_DRUGS), "others": _BECAME_OTHERS,
                "left": _LEFT_OTHERWISE,
            },
        )  # fmt: skip
        moved = {day: tuple(map(int, sums)) for day, *sums in cursor.fetchall()}
    before = moved.pop(None, (0, 0, 0))
    stock, out = before[0] - before[1] - before[2], []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        seized, burnt, left = moved.get(day, (0, 0, 0))
        stock += seized - burnt - left
        out.append(StockDay(day, seized, burnt, stock))
    return out


_BECAME_OTHERS = ["superseded", "substituted"]
"""What became other units is counted with those: they were seized when it was."""
_LEFT_OTHERWISE = ["returned", "disposed", "handed_over", "stolen", "lost", "destroyed_by_event", "released"]
# One row per day with a movement; the row without a day sums what came before the first.
_STOCK = """
SELECT CASE WHEN day < %(first)s THEN NULL ELSE day END AS day, coalesce(sum(seized), 0), coalesce(sum(burnt), 0),
       coalesce(sum(gone), 0) FROM (
    SELECT (u.seized_at AT TIME ZONE %(zone)s)::date AS day, u.gross_mg AS seized, 0 AS burnt, 0 AS gone
    FROM custody_handlingunit u
    WHERE u.parent_id IS NULL AND u.seized_at IS NOT NULL AND u.kind <> ALL (%(no_drugs)s)
      AND u.custody_state <> ALL (%(others)s)
    UNION ALL
    SELECT (u.state_since AT TIME ZONE %(zone)s)::date, 0, 0, u.gross_mg
    FROM custody_handlingunit u
    WHERE u.parent_id IS NULL AND u.seized_at IS NOT NULL AND u.kind <> ALL (%(no_drugs)s)
      AND u.custody_state = ANY (%(left)s)
    UNION ALL
    SELECT (l.destroyed_at AT TIME ZONE %(zone)s)::date, 0, u.gross_mg, 0
    FROM custody_manifestline l JOIN custody_handlingunit u ON u.id = l.unit_id
    WHERE l.destroyed_at IS NOT NULL
) movements
WHERE day <= %(last)s
GROUP BY 1
"""
