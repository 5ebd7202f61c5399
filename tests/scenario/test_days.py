"""The day rule and the shift rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from custody.scenario.days import Window, day_of, shift_to_past, shift_to_today
from custody.scenario.rows import read_rows
from tests.scenario.lists import ROW, TODAY, text_of

AUTUMN = Window(first_on=date(2022, 11, 18), last_on=date(2023, 11, 17))


def row(when, event="T1"):
    return read_rows(text_of([ROW | {"event_id": event, "date": when}]).splitlines(keepends=True), today=TODAY).rows[0]


def test_a_known_day_stays():
    assert day_of(row("2023-10-17")) == date(2023, 10, 17)
    assert day_of(row("2023-10-17"), AUTUMN) == date(2023, 10, 17)


@pytest.mark.parametrize("when", ["2022-11-17", "2023-11-18"])
def test_a_day_outside_the_window_is_not_of_it(when):
    assert day_of(row(when), AUTUMN) is None


@pytest.mark.parametrize("when", ["2022-11-18", "2023-11-17"])
def test_both_ends_of_the_window_are_in_it(when):
    assert day_of(row(when), AUTUMN) == date.fromisoformat(when)


def test_a_month_gets_one_of_its_days_by_the_id_and_the_same_every_time():
    days = {event: day_of(row("2023-07", event)) for event in ("A", "B", "C", "D")}

    assert len(set(days.values())) > 1
    assert all((day.year, day.month) == (2023, 7) for day in days.values())
    assert days == {event: day_of(row("2023-07", event)) for event in days}


def test_a_period_that_lies_half_inside_gets_a_day_inside():
    days = [day_of(row("2023", f"Y{number}"), AUTUMN) for number in range(40)]

    assert all(day in AUTUMN and day.year == 2023 for day in days)


def test_a_period_that_lies_mostly_outside_is_not_of_the_window():
    assert day_of(row("2022"), AUTUMN) is None
    assert day_of(row("2022-11"), AUTUMN) is None


@pytest.mark.parametrize("ahead", range(14))
def test_the_shift_is_whole_weeks_and_puts_today_in_the_last_seven_days(ahead):
    today = date(2026, 11, 20) + timedelta(days=ahead)

    shift = shift_to_today(date(2023, 11, 17), today=today)

    shifted = date(2023, 11, 17) + shift
    assert shift.days % 7 == 0
    assert timedelta(0) <= shifted - today <= timedelta(days=6)
    assert shifted.weekday() == date(2023, 11, 17).weekday()


@pytest.mark.parametrize("ahead", range(14))
def test_a_list_without_a_window_ends_before_today(ahead):
    today = date(2026, 11, 20) + timedelta(days=ahead)

    shift = shift_to_past(date(2024, 11, 15), today=today)

    assert shift.days % 7 == 0
    assert timedelta(days=1) <= today - (date(2024, 11, 15) + shift) <= timedelta(days=7)


def test_the_day_does_not_depend_on_anything_but_the_id_and_the_period():
    first = row("2023-07", "PS042")

    assert day_of(first) == day_of(replace(first, line=99, mass_mg=1, note="other"))
