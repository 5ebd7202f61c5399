"""The roster of the demo: somebody is on duty in every role that alerts go to, now and for the next days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from custody.core.act import Act, Door
from custody.core.clocks import instant_of
from custody.core.errors import NotAllowedNow
from custody.deadlines.selectors import database_now
from custody.ledger.selectors import installation
from custody.organisation.actions.duty import roster_duty
from custody.organisation.selectors import duties, officer_by_badge, sites
from custody.scenario import cast

if TYPE_CHECKING:
    from custody.organisation.models import Officer

AHEAD = timedelta(days=10)
"""How far ahead the roster is written; every start of the demo writes it on, and so does the worker in time."""
_CHANGES = (time(6), time(18))
"""When the day shift and the night shift begin, in the time of the site."""


def keep_roster() -> int:
    """Write the roster of a demo on when less than half of it is left, and return how many duties were added.

    A demo may run for weeks without a start. In a house that is no demo nothing happens, and what a visitor takes out
    of the roster stays out for some days.
    """
    if not settings.CUSTODY_DEMO or installation().kind != "demo":
        return 0
    now = database_now()
    halfway = now + AHEAD / 2
    if duties(begins=halfway, ends=halfway + timedelta(days=1)).exists():
        return 0
    return renew_roster(administrator=officer_by_badge(badge=cast.FIRST_ADMINISTRATOR), now=now)


def renew_roster(*, administrator: Officer, now: datetime) -> int:
    """Write the roster on from ``now``, as far as it is not written, and return how many duties were added."""
    known = {site.code_word: site.id for site in sites()}
    standing = duties(begins=now, ends=now + AHEAD + timedelta(days=1)).filter(ends_at__gt=now)
    taken = {(duty.officer.badge, duty.role, duty.site_id, duty.ends_at) for duty in standing}
    added = 0
    for begins_at, ends_at, by_night in _shifts(now):
        for shift in cast.ROSTER:
            badge, site_id = shift.by_night if by_night else shift.by_day, known.get(shift.site)
            if (badge, shift.role.value, site_id, ends_at) not in taken:
                with suppress(NotAllowedNow):  # somebody wrote a duty of another length for the same person
                    roster_duty(act=Act(actor=administrator, door=Door.COMMAND), badge=badge, role=shift.role.value,
                                site_id=site_id, begins_at=begins_at, ends_at=ends_at)  # fmt: skip
                    added += 1
    return added


def _shifts(now: datetime) -> Iterator[tuple[datetime, datetime, bool]]:
    """Yield (begin, end, whether by night) of the shift that runs, from now on, and of those that follow."""
    zone = settings.CUSTODY_SITE_TIME_ZONE
    day = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    while True:
        for number, change in enumerate(_CHANGES):
            ends_on = day + timedelta(days=number)
            begins_at = instant_of(datetime.combine(day, change), zone=zone)
            ends_at = instant_of(datetime.combine(ends_on, _CHANGES[1 - number]), zone=zone)
            if begins_at > now + AHEAD:
                return
            if ends_at > now:
                yield max(begins_at, now.astimezone(UTC)), ends_at, number == 1
        day += timedelta(days=1)
