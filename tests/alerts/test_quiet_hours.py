"""Quiet hours are what an officer says of the own night, and never the whole day."""

from __future__ import annotations

from datetime import time

import pytest

from custody.alerts.actions.quiet import clear_quiet_hours, set_quiet_hours
from custody.alerts.models import QuietHours
from custody.core.errors import InvalidInput


def quiet(officer, **changes):
    """Keep quiet hours from ten to six."""
    return set_quiet_hours(
        **({"officer": officer, "begins": time(22), "ends": time(6), "zone": "Europe/Brussels"} | changes)
    )


def test_an_officer_sleeps_at_fixed_hours_and_may_change_or_forget_them(cast):
    quiet(cast.supervisor)
    quiet(cast.supervisor, begins=time(23), zone="Europe/Amsterdam")

    [kept] = QuietHours.objects.all()
    assert (kept.officer, kept.begins, kept.ends, kept.zone) == (
        cast.supervisor, time(23), time(6), "Europe/Amsterdam")  # fmt: skip
    clear_quiet_hours(officer=cast.supervisor)
    clear_quiet_hours(officer=cast.supervisor)
    assert not QuietHours.objects.exists()


def test_quiet_hours_that_end_when_they_begin_are_refused(cast):
    with pytest.raises(InvalidInput, match="cannot last all day") as refused:
        quiet(cast.supervisor, ends=time(22))

    assert refused.value.field == "ends"
    with pytest.raises(InvalidInput, match="time zone"):
        quiet(cast.supervisor, zone="Mars/Olympus")
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(("begins", "ends"), [(time(8), time(7, 59)), (time(20), time(8, 1)), (time(6), time(18, 1))])
def test_quiet_hours_of_more_than_twelve_hours_are_refused(cast, begins, ends):
    with pytest.raises(InvalidInput, match="12 hours at most") as refused:
        quiet(cast.supervisor, begins=begins, ends=ends)

    assert refused.value.field == "ends"
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(("begins", "ends"), [(time(20), time(8)), (time(6), time(18))])
def test_twelve_quiet_hours_are_taken(cast, begins, ends):
    assert quiet(cast.supervisor, begins=begins, ends=ends).ends == ends
