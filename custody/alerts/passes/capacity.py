"""The capacity pass (AL9, AL7): what falls due soon against the burns that are booked, and what lies in each place.

It looks 14, 7 and 2 days ahead. Goods that are past due count as well: they want room too. What lies in a place is
weighed with every move; here it is weighed again, so that a replay and a changed limit are seen as well.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db.models import Q, Sum

from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.passes.hourly import has_looked
from custody.alerts.raising import HOUSE_ID, Finding, raise_many
from custody.alerts.reactions.loads import limited, weigh_load
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.deadlines.models import Clock
from custody.deadlines.selectors import database_now
from custody.deadlines.types import ClockType
from custody.destruction.models import BurnSession
from custody.evidence.models import HandlingUnit
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.ledger.recording import Record

WORK = "capacity"
HORIZONS = ((2, 1), (7, 2), (14, 3))
"""Days ahead, and the level when what falls due by then does not fit; the worst in front."""
FULL = 90
"""Percent of the booked capacity from which on it does not fit: a furnace stops now and then."""
_PREFIX = "capacity:"


def capacity(*, engine: str) -> int:
    """Raise and end the alerts of the forecast and of full places, once an hour; return how many changed."""
    now = database_now()
    if has_looked(WORK, at=now):
        return 0
    done = 0
    with suppress(NothingDue), recording(engine_act()) as record:
        done = _forecast(record, engine) + _loads(record, engine)
        if not done:
            raise NothingDue
    beat(engine=engine, work=WORK, done=done)
    return done


def shortage(*, at: datetime) -> dict[str, tuple[int, int]]:
    """Return the jurisdictions whose burns are short: how many days ahead, and the level. The worst of each."""
    out: dict[str, tuple[int, int]] = {}
    for days, level in HORIZONS:
        until = at + timedelta(days=days)
        booked = _booked_mg(at, until)
        for jurisdiction, due_mg in _due_mg(until).items():
            if jurisdiction not in out and due_mg * 100 > booked.get(jurisdiction, 0) * FULL:
                out[jurisdiction] = (days, level)
    return out


def _due_mg(until: datetime) -> dict[str, int]:
    """Return the mass of goods whose deadline of destruction is before a moment, by jurisdiction."""
    due = Clock.objects.filter(
        clock_type=ClockType.TARGET_DESTRUCTION, closed_at__isnull=True, paused_at__isnull=True, due_at__lte=until
    )
    rows = HandlingUnit.objects.filter(id__in=due.values("subject_id")).values("jurisdiction")
    return {row["jurisdiction"]: int(row["mg"] or 0) for row in rows.annotate(mg=Sum("gross_mg")) if row["mg"]}


def _booked_mg(at: datetime, until: datetime) -> dict[str, int]:
    """Return how much the burns booked between two moments may take, by jurisdiction."""
    booked: dict[str, int] = defaultdict(int)
    rows = BurnSession.objects.filter(state__in=["planned", "approved"], starts_at__gt=at, starts_at__lte=until)
    for jurisdiction, limit_mg in rows.values_list("facility__place__jurisdiction", "limit_mg"):
        booked[jurisdiction] += limit_mg
    return booked


def _forecast(record: Record, engine: str) -> int:
    short = shortage(at=record.now)
    wanted = {_key(jurisdiction): level for jurisdiction, (_, level) in short.items()}
    over = [
        alert
        for alert in lock_open_alerts(Q(dedupe_key__startswith=_PREFIX))
        # A milder shortage takes the place of a worse one as well: what stands there must be true.
        if wanted.get(alert.dedupe_key, 9) > alert.level
    ]
    resolve(record, over, by="capacity.forecast")
    raised = raise_many(
        record,
        [
            Finding(
                rule="AL9",
                stage=f"{days}d",
                level=level,
                subject_kind="house",
                subject_id=subject_of(jurisdiction),
                dedupe_key=_key(jurisdiction),
                fired_for=record.now,
            )
            for jurisdiction, (days, level) in sorted(short.items())
        ],
        engine=engine,
    )
    return len(over) + len(raised)


def _loads(record: Record, engine: str) -> int:
    return sum(weigh_load(record, place, by="capacity.loads", engine=engine) for place in limited())


def subject_of(jurisdiction: str) -> UUID:
    """Return what the forecast of a jurisdiction is about: a name of the house, not a row."""
    return uuid5(HOUSE_ID, f"capacity:{jurisdiction}")


def _key(jurisdiction: str) -> str:
    return f"{_PREFIX}{jurisdiction}"
