"""Reads of the heartbeats of the engines."""

from __future__ import annotations

from django.db import connection


def engine_ages() -> dict[str, float]:
    """Return the seconds since each engine's last fire pass."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT engine, extract(epoch FROM clock_timestamp() - max(last_ok_at)) FROM custody_heartbeat "
            "WHERE work = 'fire' GROUP BY engine ORDER BY engine"
        )
        return {engine: float(age) for engine, age in cursor.fetchall()}
