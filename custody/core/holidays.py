"""The days on which nobody works, by country: law as data, computed for any year.

A country that is not listed has none, so that a term is never longer than its law allows.
"""

from __future__ import annotations

from datetime import date, timedelta

_FIXED: dict[str, tuple[tuple[int, int], ...]] = {
    "BE": ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    "NL": ((1, 1), (12, 25), (12, 26)),
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    "DE": ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)),
}
"""(month, day). Belgium: law of 4 January 1974; the Netherlands: Algemene termijnenwet, article 3; France: Code du
travail, L3133-1; Germany: the days all states share."""
_AFTER_EASTER: dict[str, tuple[int, ...]] = {
    "BE": (1, 39, 50),
    "NL": (-2, 1, 39, 50),
    "FR": (1, 39, 50),
    "DE": (-2, 1, 39, 50),
}
"""Days after Easter Sunday: Good Friday, Easter Monday, Ascension, Whit Monday."""


def holidays_of(country: str, *, years: range) -> frozenset[date]:
    """Return the public holidays of a country in some years; none for a country that is not listed."""
    days: set[date] = set()
    for year in years:
        days |= {date(year, month, day) for month, day in _FIXED.get(country, ())}
        days |= {easter(year) + timedelta(days=after) for after in _AFTER_EASTER.get(country, ())}
        if country == "NL":
            days.add(_kings_day(year))
            if year % 5 == 0:
                days.add(date(year, 5, 5))
    return frozenset(days)


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, years = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - moon - years) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _kings_day(year: int) -> date:
    """Return 27 April, or the day before where that is a Sunday."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.weekday() == 6 else day
