"""The slots and crews of the demo: the hours at which its furnaces burn for us, behind us and for the next weeks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from custody.core.act import Act, Basis, Door
from custody.destruction.actions.slots import book_slots, roster_crews
from custody.destruction.plan_models import Slot
from custody.destruction.selectors.access import facilities
from custody.destruction.selectors.book import shifts
from custody.scenario.timetable import QUICK, SLOW, SLOW_COUNTRY

if TYPE_CHECKING:
    from custody.organisation.models import Officer

BEHIND, AHEAD = timedelta(weeks=16), timedelta(weeks=4)
CREWS = 4
"""Crews and escorts a week: too few people for the transport was the reason that was published."""
_WEEK = timedelta(weeks=1)


def renew_slots(*, planner: Officer, now: datetime) -> int:
    """Book the slots and name the crews that are missing, from some weeks ago to some weeks ahead, and return how many
    slots were added."""
    first = datetime.combine((now - BEHIND).date(), time(0), UTC)
    first -= timedelta(days=first.weekday())
    act = Act(actor=planner, door=Door.COMMAND, basis=Basis.OPENING, occurred_at=first - timedelta(days=1))
    added = 0
    for furnace in facilities():
        rhythm = SLOW if furnace.place.jurisdiction == SLOW_COUNTRY else QUICK
        known = set(Slot.objects.filter(facility=furnace, starts_at__gte=first).values_list("starts_at", flat=True))
        days = (first + timedelta(days=n) for n in range((now + AHEAD - first).days))
        hours = [day + timedelta(hours=hour) for day in days if day.weekday() in rhythm.weekdays
                 for hour in rhythm.hours]  # fmt: skip
        missing = [hour for hour in hours if hour not in known]
        for start in range(0, len(missing), 100):
            book_slots(act=act, facility=furnace.code_word, starts_at=missing[start : start + 100])
        added += len(missing)
    for jurisdiction in sorted({furnace.place.jurisdiction for furnace in facilities()}):
        begins_at = first
        while begins_at < now + AHEAD:
            known_shifts = shifts(jurisdiction=jurisdiction, since=begins_at, until=begins_at + _WEEK / 2)
            if not known_shifts.exists():
                roster_crews(act=act, jurisdiction=jurisdiction, begins_at=begins_at, ends_at=begins_at + _WEEK,
                             crews=CREWS, escorts=CREWS)  # fmt: skip
            begins_at += _WEEK
    return added
