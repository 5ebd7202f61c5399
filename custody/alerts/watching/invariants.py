"""What must never be, looked for without locks: a plain read sees past a session that sits on a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from custody.alerts.models import Alert, Delivery, Silence
from custody.alerts.watching.parts import Part
from custody.deadlines.models import Clock

LATE = timedelta(minutes=2)
LATELY = timedelta(hours=1)
POISONED_AFTER = 3
"""So many times in a row a clock could not be judged, and somebody must look."""


def unfired(now: datetime) -> Part:
    """Return how many clocks are past due by more than two minutes and did not fire, with who sits on them."""
    rows = Clock.objects.filter(next_fire_at__lt=now - LATE)
    count = rows.count()
    held = "; ".join(holders(now)) if count else ""
    return Part(kind="clocks", is_well=not count, count=count,
                detail=f"{count} did not fire; {held or 'no session holds them'}" if count else "")


def holders(now: datetime) -> list[str]:
    """Return the sessions that hold clocks which should have fired: pid, application, since when.

    A locked row names its locker, and the table of locks knows its session; nothing is waited for. What belongs to
    another role shows no times to this one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT a.pid, a.application_name, a.usename, a.xact_start FROM custody_clock c "
            "JOIN pg_locks l ON l.locktype = 'transactionid' AND l.transactionid = c.xmax AND l.granted "
            "JOIN pg_stat_activity a ON a.pid = l.pid "
            "WHERE c.next_fire_at < %s AND c.next_fire_at IS NOT NULL AND a.pid <> pg_backend_pid() LIMIT 5",
            [now - LATE],
        )
        return [
            f"pid {pid} ({application or 'unnamed'}, {role}) holds them"
            + (f" since {since:%Y-%m-%d %H:%M:%S} UTC" if since else "")
            for pid, application, role, since in cursor.fetchall()
        ]


def poisoned() -> Part:
    """Return how many open clocks could not be judged three times and more."""
    ids = list(
        Clock.objects.filter(closed_at__isnull=True, eval_errors__gte=POISONED_AFTER).values_list("pk", flat=True)[:50]
    )
    return Part(kind="poison", is_well=not ids, count=len(ids),
                detail=f"clocks that cannot be judged: {', '.join(str(each) for each in ids[:10])}" if ids else "")


def steps(now: datetime) -> Part:
    """Return how many open alerts should have taken their next step two minutes ago."""
    count = Alert.objects.exclude(state="resolved").filter(next_escalation_at__lt=now - LATE).count()
    return Part(kind="steps", is_well=not count, count=count,
                detail="alerts did not take their next step" if count else "")


def unsent(now: datetime) -> Part:
    """Return how many messages of level 0 and 1 wait for longer than two minutes, and how old the oldest is."""
    rows = Delivery.objects.annotate(urgency=Coalesce("alert__level", "level")).filter(
        next_attempt_at__isnull=False, urgency__lte=1, created_at__lt=now - LATE
    )
    oldest = rows.order_by("created_at").values_list("created_at", flat=True).first()
    count = rows.count()
    return Part(kind="unsent", is_well=not count, count=count,
                age_s=None if oldest is None else (now - oldest).total_seconds(),
                detail="messages of level 1 did not leave" if count else "")


def told_to_nobody() -> Part:
    """Return how many open alerts have no message at all, because nobody they concern can be reached."""
    told = Delivery.objects.filter(alert=OuterRef("id"))
    count = Alert.objects.filter(~Exists(told), state="open", level__lte=2).count()
    return Part(kind="nobody", is_well=not count, count=count,
                detail="alerts that nobody could be told of" if count else "")


def refused(now: datetime) -> Part:
    """Return how many messages about open alerts a channel refused for good in the last hour."""
    rows = Delivery.objects.filter(state="failed", created_at__gte=now - LATELY, alert__isnull=False)
    count = rows.exclude(alert__state="resolved").count()
    return Part(kind="refused", is_well=not count, count=count, is_told_elsewhere=True,
                detail="messages were given up" if count else "")


def silences(now: datetime) -> Part:
    """Return how many silences ended more than two minutes ago and nobody was told again."""
    count = Silence.objects.filter(renotified_at__isnull=True, ends_at__lt=now - LATE).count()
    return Part(kind="silence", is_well=not count, count=count,
                detail="silences ended and nobody was told" if count else "")


def everything(now: datetime) -> Iterator[Part]:
    """Yield every invariant."""
    yield unfired(now)
    yield poisoned()
    yield steps(now)
    yield unsent(now)
    yield told_to_nobody()
    yield refused(now)
    yield silences(now)
