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
from custody.evidence.models.unit import CONVEYANCE_KINDS

_GOODS = Q(parent__isnull=True) & ~Q(kind__in=CONVEYANCE_KINDS) & ~Q(kind="sample")
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
    which = _GOODS if family is Family.GOODS else Q(kind__in=CONVEYANCE_KINDS)
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
            _STOCK, {"zone": zone, "first": first, "last": last, "conveyances": list(CONVEYANCE_KINDS)}
        )
        moved = {day: (int(seized), int(gone)) for day, seized, gone in cursor.fetchall()}
    before = moved.pop(None, (0, 0))
    stock, out = before[0] - before[1], []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        seized, gone = moved.get(day, (0, 0))
        stock += seized - gone
        out.append(StockDay(day, seized, gone, stock))
    return out


# One row per day with a movement; the row without a day sums what came before the first.
_STOCK = """
SELECT CASE WHEN day < %(first)s THEN NULL ELSE day END AS day, sum(seized), sum(burnt) FROM (
    SELECT (u.seized_at AT TIME ZONE %(zone)s)::date AS day, u.gross_mg AS seized, 0 AS burnt
    FROM custody_handlingunit u
    WHERE u.parent_id IS NULL AND u.seized_at IS NOT NULL AND u.kind <> 'sample' AND u.kind <> ALL
    (%(conveyances)s)
    UNION ALL
    SELECT (l.destroyed_at AT TIME ZONE %(zone)s)::date, 0, u.gross_mg
    FROM custody_manifestline l JOIN custody_handlingunit u ON u.id = l.unit_id
    WHERE l.destroyed_at IS NOT NULL
) movements
WHERE day <= %(last)s
GROUP BY 1
"""
