"""What may leave now, and what waits a while, and why. Nothing is ever dropped: what waits is bundled and visible.

Levels 0 and 1 are never held here; they count, because an operator that sees too much from one sender blocks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max

from custody.alerts.models import Delivery, QuietHours

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

URGENT = 1
"""Up to this level nothing is held."""
MINOR = 3
"""From this level on a person's quiet hours count, and half of what a telephone may get."""
DIGEST = 4
DIGEST_AT = time(7)
"""In the zone of the house: when the messages of level 4 leave, all of a day as one."""
GROUP_EVERY = timedelta(minutes=5)
FLOOD_IN = timedelta(minutes=10)
FLOOD_FROM = 10
"""More alerts than this for one person in that time are a flood: they leave as one message every five minutes."""


@dataclass(frozen=True, slots=True)
class Held:
    """Rows that wait until a moment, and why."""

    rows: list[Delivery]
    until: datetime
    why: str


def sort_out(rows: Sequence[Delivery], *, now: datetime) -> tuple[list[Delivery], list[Held]]:
    """Return the rows of one person and channel that may leave now as one message, and those that wait.

    Every row is about an alert, which must be loaded.
    """
    go, held = _by_the_clock(rows, now)
    if not go or min(level_of(row) for row in go) <= URGENT:
        return go, held
    first = go[0]
    for wait in (_flood(first, now), _throttle(first, min(level_of(row) for row in go), now)):
        if wait is not None:
            return [], [*held, Held(go, *wait)]
    go, grouped = _by_group(go, now)
    return go, [*held, *grouped]


def again(rows: Sequence[Delivery], *, now: datetime) -> Held | None:
    """Return until when a message that is to be tried again must wait, all its rows together; ``None`` to go now."""
    level = min(level_of(row) for row in rows)
    if level <= URGENT:
        return None
    wait = None
    if level >= MINOR:
        wait = _quiet(rows[0].officer, now)
    wait = wait or _throttle(rows[0], level, now)
    return None if wait is None else Held(list(rows), *wait)


def level_of(row: Delivery) -> int:
    """Return the level of a row: that of its alert."""
    return row.level if row.alert is None else row.alert.level


# --- by the clock ---------------------------------------------------------------------------------------


def _by_the_clock(rows: Sequence[Delivery], now: datetime) -> tuple[list[Delivery], list[Held]]:
    quiet = _quiet(rows[0].officer, now)
    go, held = [], []
    for row in rows:
        digest = next_digest(row.created_at)
        if level_of(row) >= DIGEST and now < digest:
            held.append(Held([row], digest, "digest"))
        elif level_of(row) >= MINOR and quiet is not None:
            held.append(Held([row], *quiet))
        else:
            go.append(row)
    return go, held


def next_digest(moment: datetime) -> datetime:
    """Return when the next daily digest leaves."""
    zone = ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)
    local = moment.astimezone(zone)
    today = datetime.combine(local.date(), DIGEST_AT, tzinfo=zone)
    later = today if local < today else datetime.combine(local.date() + timedelta(days=1), DIGEST_AT, tzinfo=zone)
    return later.astimezone(UTC)


def _quiet(officer: Officer | None, now: datetime) -> tuple[datetime, str] | None:
    hours = QuietHours.objects.filter(officer=officer).first()
    until = None if hours is None else quiet_until(hours, now)
    return None if until is None else (until, "quiet")


def quiet_until(hours: QuietHours, now: datetime) -> datetime | None:
    """Return when the quiet hours end in which a moment lies; ``None`` outside of them."""
    zone = ZoneInfo(hours.zone)
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        over = day if hours.ends > hours.begins else day + timedelta(days=1)
        begins = datetime.combine(day, hours.begins, tzinfo=zone).astimezone(UTC)
        ends = datetime.combine(over, hours.ends, tzinfo=zone).astimezone(UTC)
        if begins <= now < ends:
            return ends
    return None


# --- by what left lately --------------------------------------------------------------------------------


def _flood(row: Delivery, now: datetime) -> tuple[datetime, str] | None:
    if not is_flooded(row.officer_id, now=now):
        return None
    told = _told(row).filter(accepted_at__gt=now - GROUP_EVERY).aggregate(last=Max("accepted_at"))["last"]
    return None if told is None else (told + GROUP_EVERY, "flood")


def is_flooded(officer_id: UUID | None, *, now: datetime) -> bool:
    """Say whether somebody is being told of more than ten alerts in ten minutes."""
    lately = Delivery.objects.filter(officer=officer_id, created_at__gt=now - FLOOD_IN, kind="alert")
    return lately.values("alert").distinct().count() > FLOOD_FROM


def _throttle(row: Delivery, level: int, now: datetime) -> tuple[datetime, str] | None:
    """Return when the telephone may get a message of this level; ``None`` for now. Mailboxes have no limit."""
    if row.channel != "sms":
        return None
    longest = max((seconds for _, seconds in settings.CUSTODY_SMS_LIMITS), default=0)
    sent: dict[UUID | None, tuple[datetime, int]] = {}
    rows = _told(row).filter(accepted_at__gt=now - timedelta(seconds=longest)).select_related("alert")
    for each in rows.order_by("accepted_at"):
        at, worst = sent.get(each.message, (each.accepted_at or now, DIGEST))
        sent[each.message] = (at, min(worst, level_of(each)))
    free = now
    for most, seconds in settings.CUSTODY_SMS_LIMITS:
        window = timedelta(seconds=seconds)
        every = [at for at, _ in sent.values() if at > now - window]
        free = max(free, _free_from(every, most, window, now))
        if level >= MINOR:
            minor = [at for at, worst in sent.values() if worst >= MINOR and at > now - window]
            free = max(free, _free_from(minor, max(1, most // 2), window, now))
    return None if free == now else (free, "throttle")


def _free_from(times: Sequence[datetime], most: int, window: timedelta, now: datetime) -> datetime:
    """Return when fewer than ``most`` of some times lie within the window."""
    return now if len(times) < most else sorted(times)[-most] + window


def _by_group(rows: Sequence[Delivery], now: datetime) -> tuple[list[Delivery], list[Held]]:
    """Let the first alert of a group go at once, and new members of it every five minutes at most."""
    told = _told(rows[0])
    keys = {row.alert.group_key for row in rows if row.alert is not None and row.alert.group_key}
    lately = told.filter(accepted_at__gt=now - GROUP_EVERY, alert__group_key__in=keys)
    last = dict(lately.values_list("alert__group_key").annotate(Max("accepted_at")))
    again = set(told.filter(alert__in=[row.alert_id for row in rows]).values_list("alert", flat=True))
    go, held = [], []
    for row in rows:
        group = "" if row.alert is None else row.alert.group_key
        if group in last and row.alert_id not in again:
            held.append(Held([row], last[group] + GROUP_EVERY, "group"))
        else:
            go.append(row)
    return go, held


def _told(row: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        officer=row.officer_id, channel=row.channel, accepted_at__isnull=False, kind="alert"
    )
