"""When a house is emptiest: nights, weekends and holidays. Stores were emptied then, with the cameras off."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from custody.core.holidays import holidays_of

DAY_BEGINS, DAY_ENDS = 7, 19
"""Hours on the clock of the site between which its people are there."""


def is_quiet(moment: datetime, *, zone: str, country: str) -> bool:
    """Say whether few people are at a site at a moment: at night, on a Saturday or Sunday, on a public holiday."""
    there = moment.astimezone(ZoneInfo(zone))
    if there.weekday() >= 5 or not DAY_BEGINS <= there.hour < DAY_ENDS:
        return True
    return there.date() in holidays_of(country, years=range(there.year, there.year + 1))
