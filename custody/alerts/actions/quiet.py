"""Quiet hours: when an officer sleeps. Bookkeeping: messages of level 3 and 4 wait until they end, all else goes on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from custody.alerts.models import QuietHours
from custody.core.errors import InvalidInput
from custody.organisation.policies import check_zone

if TYPE_CHECKING:
    from custody.organisation.models import Officer

LONGEST = timedelta(hours=12)


def set_quiet_hours(*, officer: Officer, begins: time, ends: time, zone: str) -> QuietHours:
    """Keep the hours in which an officer sleeps, in the local time of ``zone``, and return them.

    Who: each officer for themselves. When: always. Raises ``InvalidInput`` when they begin and end at the same time,
    which would be the whole day, or last more than twelve hours.
    """
    if begins == ends:
        raise InvalidInput("quiet.all_day", "Quiet hours cannot last all day. Change the beginning or the end",
                           field="ends")
    if _lasting(begins, ends) > LONGEST:
        raise InvalidInput("quiet.too_long", "Quiet hours last 12 hours at most. Change the beginning or the end",
                           field="ends")
    check_zone(zone)
    with transaction.atomic(durable=True):
        hours, _ = QuietHours.objects.update_or_create(
            officer=officer, defaults={"begins": begins, "ends": ends, "zone": zone}
        )
    return hours


def _lasting(begins: time, ends: time) -> timedelta:
    """Return how long it is from one time of day to the next time it is the other."""
    day = date.min
    over = day if ends > begins else day + timedelta(days=1)
    return datetime.combine(over, ends) - datetime.combine(day, begins)


def clear_quiet_hours(*, officer: Officer) -> None:
    """Forget the quiet hours of an officer; return when there are none.

    Who: each officer for themselves. When: always.
    """
    with transaction.atomic(durable=True):
        QuietHours.objects.filter(officer=officer).delete()
