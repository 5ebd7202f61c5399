"""Reads of the heartbeats of the engines."""

from __future__ import annotations

from django.db import connection

from custody.alerts.models import Heartbeat


def engine_ages() -> dict[str, float]:
    """Return the seconds since each engine's last fire pass."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT engine, extract(epoch FROM clock_timestamp() - max(last_ok_at)) FROM custody_heartbeat "
            "WHERE work = 'fire' GROUP BY engine ORDER BY engine"
        )
        return {engine: float(age) for engine, age in cursor.fetchall()}


def findings() -> dict[str, int]:
    """Return what the newest sweep saw that must never be: a code and a number for each; nothing when all is well."""
    newest = Heartbeat.objects.filter(work="sweep").order_by("-last_ok_at").first()
    return {} if newest is None else {each["code"]: each["count"] for each in newest.findings}
