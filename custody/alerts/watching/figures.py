"""What the page and the gauges show beside the parts: the out-tray, the passes, the gateways, who fired last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from custody.alerts.gateways import ERRORS_IN_A_ROW
from custody.alerts.models import Alert, Blackout, GatewayState, Heartbeat
from custody.alerts.rules import DANGER_LEVEL, INDEPENDENT_RULES, UNCOUNTED_RULES
from custody.alerts.selectors import hidden_rules

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True)
class OutTray:
    """What has not left: how many rows of each level, and how old the oldest of them is, in seconds."""

    waiting: dict[int, int]
    oldest_s: dict[int, float]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """How many rows have not left, and how old the oldest of them is, in seconds; 0 when there is none."""

    count: int
    oldest_s: float


def out_tray(*, reader: Officer) -> OutTray:
    """Return what has not left, without what is about the reader and what the reader may not know of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(a.level, d.level), count(*), extract(epoch FROM clock_timestamp() - min(d.created_at)) "
            "FROM custody_delivery d LEFT JOIN custody_alert a ON a.id = d.alert_id "
            "WHERE d.next_attempt_at IS NOT NULL AND NOT coalesce(a.about && %s::uuid[], false) "
            "AND NOT coalesce(a.rule = ANY (%s), false) GROUP BY 1 ORDER BY 1",
            [[reader.id], sorted(hidden_rules(reader))],
        )
        rows = cursor.fetchall()
    return OutTray({level: count for level, count, _ in rows}, {level: float(age) for level, _, age in rows})


def unfinished() -> Unfinished:
    """Return what has not left, for whoever may ask without a name.

    Danger and what few may know of are left out, and no level is told apart: a report in silence must not be read off a
    number. That such messages leave is watched by the part ``unsent``.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(d.created_at)), 0) "
            "FROM custody_delivery d LEFT JOIN custody_alert a ON a.id = d.alert_id "
            "WHERE d.next_attempt_at IS NOT NULL AND coalesce(a.level, d.level) > %s "
            "AND NOT coalesce(a.rule = ANY (%s), false)",
            [DANGER_LEVEL, sorted(INDEPENDENT_RULES)],
        )
        count, age = cursor.fetchone()
    return Unfinished(count, float(age))


def heartbeats() -> list[Heartbeat]:
    """Return the newest sign of life of every pass of every engine."""
    return list(Heartbeat.objects.order_by("engine", "work"))


def gateways_well() -> dict[str, bool]:
    """Return whether each gateway takes what it is given: whether it failed too often in a row to be preferred."""
    rows = GatewayState.objects.order_by("name").values_list("name", "errors_in_a_row")
    return {name: errors < ERRORS_IN_A_ROW for name, errors in rows}


def newest_alerts_by_engine(*, reader: Officer, at_most: int = 50) -> dict[str, int]:
    """Return which engine raised how many of the newest alerts; those that are nobody else's matter, and those about
    the reader, not counted."""
    out: dict[str, int] = {}
    counted = Alert.objects.exclude(rule__in=UNCOUNTED_RULES).exclude(about__contains=[reader.id])
    newest = counted.order_by("-raised_at").values_list("engine", flat=True)[:at_most]
    for engine in newest:
        out[engine] = out.get(engine, 0) + 1
    return dict(sorted(out.items()))


def blackouts() -> QuerySet[Blackout]:
    """Return the stretches in which nobody looked, the newest in front."""
    return Blackout.objects.select_related("alert").order_by("-ended_at", "id")
