"""When hardly anybody is at a site."""

from datetime import UTC, datetime

import pytest

from custody.core.quiet_hours import is_quiet

BRUSSELS = "Europe/Brussels"


@pytest.mark.parametrize(
    ("there", "quiet"),
    [
        ((2026, 11, 23, 5, 59), True),  # Monday, 06:59 in Brussels
        ((2026, 11, 23, 6, 0), False),
        ((2026, 11, 23, 17, 59), False),
        ((2026, 11, 23, 18, 0), True),  # 19:00
        ((2026, 11, 28, 12, 0), True),  # Saturday
        ((2026, 11, 29, 12, 0), True),  # Sunday
        ((2026, 12, 25, 12, 0), True),  # a Friday, and Christmas
        ((2026, 7, 20, 5, 0), False),  # Monday, 07:00 in summer
    ],
)
def test_nights_weekends_and_holidays_of_the_site_are_quiet(there, quiet):
    assert is_quiet(datetime(*there, tzinfo=UTC), zone=BRUSSELS, country="BE") is quiet


def test_the_clock_of_the_site_counts():
    moment = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    assert not is_quiet(moment, zone=BRUSSELS, country="BE")
    assert is_quiet(moment, zone="Pacific/Auckland", country="NZ")
