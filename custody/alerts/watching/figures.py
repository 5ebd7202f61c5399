"""What the page and the gauges show beside the parts: the out-tray, the passes, the gateways, who fired last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from custody.alerts.models import Alert, Blackout, GatewayState, Heartbeat
from custody.alerts.rules import INDEPENDENT_RULES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True)
class OutTray:
    """What has not left: how many rows of each level, and how old the oldest of them is, in seconds."""

    waiting: dict[int, int]
    oldest_s: dict[int, float]


def out_tray(*, reader: Officer | None = None) -> OutTray:
    """Return what has not left; for a page, without what is about its reader."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(a.level, d.level), count(*), extract(epoch FROM clock_timestamp() - min(d.created_at)) "
            "FROM custody_delivery d LEFT JOIN custody_alert a ON a.id = d.alert_id "
            "WHERE d.next_attempt_at IS NOT NULL AND NOT coalesce(a.about && %s::uuid[], false) GROUP BY 1 ORDER BY 1",
            [[] if reader is None else [reader.id]],
        )
        rows = cursor.fetchall()
    return OutTray({level: count for level, count, _ in rows}, {level: float(age) for level, _, age in rows})


def heartbeats() -> list[Heartbeat]:
    """Return the newest sign of life of every pass of every engine."""
    return list(Heartbeat.objects.order_by("engine", "work"))


def gateway_errors() -> dict[str, int]:
    """Return how often in a row each gateway failed."""
    return dict(GatewayState.objects.order_by("name").values_list("name", "errors_in_a_row"))


def newest_alerts_by_engine(*, reader: Officer, at_most: int = 50) -> dict[str, int]:
    """Return which engine raised how many of the newest alerts; those that are nobody else's matter, and those about
    the reader, not counted."""
    out: dict[str, int] = {}
    counted = Alert.objects.exclude(rule__in=INDEPENDENT_RULES).exclude(about__contains=[reader.id])
    newest = counted.order_by("-raised_at").values_list("engine", flat=True)[:at_most]
    for engine in newest:
        out[engine] = out.get(engine, 0) + 1
    return dict(sorted(out.items()))


def blackouts() -> QuerySet[Blackout]:
    """Return the stretches in which nobody looked, the newest in front."""
    return Blackout.objects.select_related("alert").order_by("-ended_at", "id")


def newest_blackout_end() -> datetime | None:
    """Return when the house last woke up; ``None`` when it never slept."""
    return Blackout.objects.order_by("-ended_at").values_list("ended_at", flat=True).first()
