"""What all passes share: whose act it is, and the sign that the pass came through."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from custody.core.act import Act, Door
from custody.organisation.selectors import engine_officer


class NothingDue(Exception):
    """Raised inside a pass to leave its transaction without a trace: another engine was first."""


def engine_act() -> Act:
    """Return an act of the engine's own badge."""
    return Act(actor=engine_officer(), door=Door.ENGINE)


def beat(
    *,
    engine: str,
    work: str,
    done: int,
    findings: Sequence[dict[str, Any]] = (),
    cured: Mapping[str, int] | None = None,
) -> None:
    """Write down that a pass came through, how much it did, and what it saw that must never be.

    The clock of this machine decides nothing; how far it stands from the database's is written down beside.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO custody_heartbeat (engine, work, last_ok_at, done, findings, cured, skew_ms) "
            "VALUES (%s, %s, clock_timestamp(), %s, %s, %s, "
            "        %s - (extract(epoch FROM clock_timestamp()) * 1000)::bigint) "
            "ON CONFLICT (engine, work) DO UPDATE SET last_ok_at = excluded.last_ok_at, done = excluded.done, "
            "findings = excluded.findings, cured = excluded.cured, skew_ms = excluded.skew_ms",
            [engine, work, done, json.dumps(list(findings)), json.dumps(dict(cured or {})), int(time.time() * 1000)],
        )
