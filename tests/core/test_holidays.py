"""Holidays are computed for any year, and a country that is not listed has none."""

from __future__ import annotations

from datetime import date

import pytest

from custody.core.holidays import easter, holidays_of


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2008, date(2008, 3, 23)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
        (2049, date(2049, 4, 18)),
        (2076, date(2076, 4, 19)),
    ],
)
def test_easter_falls_where_the_calendar_says(year, day):
    assert easter(year) == day


def test_belgium_has_ten_holidays_a_year():
    days = holidays_of("BE", years=range(2026, 2027))

    assert len(days) == 10
    assert {date(2026, 7, 21), date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)} <= days


def test_the_king_of_the_netherlands_keeps_the_sunday():
    assert date(2025, 4, 26) in holidays_of("NL", years=range(2025, 2026))
    assert date(2026, 4, 27) in holidays_of("NL", years=range(2026, 2027))


def test_the_liberation_is_a_holiday_of_the_netherlands_every_fifth_year():
    days = holidays_of("NL", years=range(2025, 2027))

    assert date(2025, 5, 5) in days
    assert date(2026, 5, 5) not in days


def test_a_country_that_is_not_listed_works_every_day_of_the_week():
    assert holidays_of("XX", years=range(2026, 2030)) == frozenset()
