"""Which day a row gets, and by how many weeks a scenario is shifted. All pure; today is passed in.

The day rule: a row whose source names only a month, a half-year or a year gets one day of that period, picked by the
SHA-256 of its id, so that it is the same in every run and on every machine. When a scenario covers only a window of
days, a row belongs to it when at least half of the row's period lies inside, and its day is picked from the part that
both share.

The shift rule: whole weeks, so that a Sunday stays a Sunday. See `shift_to_today` and `shift_to_past`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custody.scenario.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days of the published past, both ends included."""

    first_on: date
    last_on: date

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


def day_of(row: Row, window: Window | None = None) -> date | None:
    """Return the day of a row by the day rule, or ``None`` when it is not of the window."""
    first_on, last_on = row.first_on, row.last_on
    if window is not None:
        days = (last_on - first_on).days + 1
        first_on, last_on = max(first_on, window.first_on), min(last_on, window.last_on)
        if 2 * ((last_on - first_on).days + 1) < days:
            return None
    span = (last_on - first_on).days + 1
    picked = int.from_bytes(hashlib.sha256(f"day of {row.event}".encode()).digest()[:8], "big") % span
    return first_on + timedelta(days=picked)


def shift_to_today(last_on: date, *, today: date) -> timedelta:
    """Return whole weeks such that today lies in the seven days that end with ``last_on``.

    The scenario then stands in its last week: what happens after this moment is left undone, and comes when the
    scenario is loaded again later.
    """
    return _weeks(last_on, today + timedelta(days=6))


def shift_to_past(last_on: date, *, today: date) -> timedelta:
    """Return the most whole weeks such that ``last_on`` is over: it becomes yesterday, or up to six days before."""
    return _weeks(last_on, today - timedelta(days=1))


def _weeks(last_on: date, latest: date) -> timedelta:
    return timedelta(weeks=(latest - last_on).days // 7)
