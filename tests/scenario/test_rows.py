"""Rows of a published list: read, or refused with line and reason while the rest goes on."""

from __future__ import annotations

from datetime import date

import pytest

from custody.core.errors import InvalidInput
from custody.scenario.loading import PUBLISHED
from custody.scenario.rows import COLUMNS, period_days, read_rows
from tests.scenario.lists import ROW, TODAY, text_of

KG = 1_000_000


def read(*rows):
    return read_rows(text_of([ROW | row for row in rows]).splitlines(keepends=True), today=TODAY)


def refusal(**row):
    reading = read(row)
    assert reading.rows == ()
    [refused] = reading.refused
    return refused.reason


def test_every_row_of_the_published_list_can_be_read():
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        reading = read_rows(lines, today=TODAY)

    assert len(reading.rows) == 156
    assert reading.refused == ()
    assert all(row.source for row in reading.rows)
    assert sum(row.mass_mg for row in reading.rows) == 292_126_414_000


def test_a_row_keeps_what_it_says():
    [row] = read({"note": "21 bags, 662 packages, vessel MSC Krystal", "kg": "732.2"}).rows

    assert (row.event, row.line, row.port, row.country, row.place) == ("T1", 2, "Antwerp", "BE", "quay 1742")
    assert (row.mass_mg, row.packages, row.bags, row.vessel) == (732_200_000, 662, 21, "MSC Krystal")
    assert (row.first_on, row.last_on, row.has_day) == (date(2023, 3, 1), date(2023, 3, 1), True)


def test_what_a_row_does_not_say_stays_missing():
    [row] = read({"place": "", "containers": "", "cover_load": " ", "origin": "", "concealment": "", "source": ""}).rows

    assert (row.place, row.containers, row.cover_load, row.origin, row.concealment, row.source) == (None,) * 6
    assert (row.packages, row.bags, row.vessel) == (None, None, None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"kg": ""}, "kg is missing"),
        ({"kg": "about 5"}, "kg is not a number with a decimal point: about 5"),
        ({"kg": "1.234,5"}, "kg is not a number with a decimal point: 1.234,5"),
        ({"kg": "0"}, "kg is not between 0 and 50000: 0"),
        ({"kg": "-3"}, "kg is not a number with a decimal point: -3"),
        ({"kg": "60000"}, "kg is not between 0 and 50000: 60000"),
        ({"kg": "9" * 1_900}, f"kg is not a number with a decimal point: {'9' * 20}"),
        ({"event_id": ""}, "event_id is missing"),
        ({"date": ""}, "date is missing"),
        ({"date": "2023-02-30"}, "date is not a day, month, half-year or year: 2023-02-30"),
        ({"date": "2023-13"}, "date is not a day, month, half-year or year: 2023-13"),
        ({"date": "autumn"}, "date is not a day, month, half-year or year: autumn"),
        ({"drug": " "}, "drug is missing"),
        ({"port": ""}, "port is missing"),
        ({"country": "Belgium"}, "country is not a code of two letters: Belgium"),
        ({"containers": "many"}, "containers is not a number: many"),
        ({"note": "a\x00b"}, "note holds a character that is no text"),
        ({"note": "caf\udce9"}, "note holds a character that is no text"),
        ({"source": "x" * 401}, "source is longer than 400 characters"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(row, reason):
    assert refusal(**row) == reason


def test_the_rows_around_a_bad_one_are_read_and_the_bad_one_is_named_by_its_line():
    reading = read({"event_id": "A"}, {"event_id": "B", "kg": "?"}, {"event_id": "C"})

    assert [row.event for row in reading.rows] == ["A", "C"]
    assert [(each.line, each.event) for each in reading.refused] == [(3, "B")]


def test_an_id_that_comes_twice_is_refused_the_second_time():
    reading = read({}, {"kg": "7"})

    assert [row.mass_mg for row in reading.rows] == [49_840_000]
    assert [(each.line, each.reason) for each in reading.refused] == [(3, "event_id T1 is already on line 2")]


def test_a_row_with_too_many_or_too_few_cells_is_refused():
    text = text_of([ROW]) + "T8,2023\n" + text_of([ROW | {"event_id": "T9"}]).splitlines()[1] + ",more,cells\n"

    reading = read_rows(text.splitlines(keepends=True), today=TODAY)

    assert [row.event for row in reading.rows] == ["T1"]
    assert [each.event for each in reading.refused] == ["T8", "T9"]
    assert {each.reason for each in reading.refused} == {"The row has not as many cells as the file has columns"}


def test_a_line_that_is_no_csv_is_refused_and_the_next_one_read():
    lines = text_of([ROW]).splitlines(keepends=True)

    reading = read_rows([*lines, '"open" quote,x\n', *text_of([ROW | {"event_id": "T2"}]).splitlines(True)[1:]],
                        today=TODAY)

    assert [row.event for row in reading.rows] == ["T1", "T2"]
    assert "This line is no CSV" in reading.refused[0].reason


def test_a_quote_that_is_never_closed_costs_one_row_and_names_the_line_it_stands_on():
    lines = text_of([ROW]).splitlines(keepends=True)
    good = [text_of([ROW | {"event_id": name}]).splitlines(True)[1] for name in ("T2", "T3", "T4")]

    reading = read_rows([*lines, good[0].replace("bananas", '"bananas'), *good[1:]], today=TODAY)

    assert [row.event for row in reading.rows] == ["T1", "T3", "T4"]
    [refused] = reading.refused
    assert (refused.line, refused.reason) == (3, "This line is no CSV: unexpected end of data")


def test_a_cell_over_several_lines_and_empty_lines_leave_the_count_right():
    rows = text_of([ROW | {"note": "one\ntwo"}, ROW | {"event_id": "T2"}, ROW | {"event_id": "T3", "kg": "x"}])
    lines = rows.splitlines(keepends=True)

    reading = read_rows([lines[0], "\n", *lines[1:]], today=TODAY)

    assert [(each.line, each.event) for each in reading.refused] == [(3, "T1"), (6, "T3")]
    assert [row.event for row in reading.rows] == ["T2"]


def test_a_cell_that_is_far_too_large_is_named_by_its_own_line():
    reading = read({}, {"event_id": "T2", "note": "x" * 140_000}, {"event_id": "T3"})

    assert [row.event for row in reading.rows] == ["T1", "T3"]
    assert [(each.line, each.reason) for each in reading.refused] == [
        (3, "This line is no CSV: field larger than field limit (131072)")
    ]


@pytest.mark.parametrize("text", ["2026-02-02", "2027", "9999-12-31", "1949", "0001-01-01"])
def test_a_year_that_is_a_slip_of_the_hand_is_refused(text):
    assert refusal(date=text) == f"date lies before 1950 or after today: {text}"


def test_a_period_that_has_begun_may_end_after_today():
    [row] = read({"date": "2026-H1"}).rows

    assert row.last_on == date(2026, 6, 30)


def test_a_file_without_the_columns_is_refused_whole():
    with pytest.raises(InvalidInput, match="The file lacks the column kg"):
        read_rows(text_of([ROW], [name for name in COLUMNS if name != "kg"]).splitlines(keepends=True),
                  today=TODAY)


def test_an_empty_file_is_refused_whole():
    with pytest.raises(InvalidInput, match="The file lacks the column event_id"):
        read_rows([], today=TODAY)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023-10-17", date(2023, 10, 17), date(2023, 10, 17)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-H1", date(2023, 1, 1), date(2023, 6, 30)),
        ("2023-H2", date(2023, 7, 1), date(2023, 12, 31)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_a_date_is_as_precise_as_its_source(text, first, last):
    assert period_days(text) == (first, last)


def test_more_bags_than_packages_are_not_believed():
    [row] = read({"note": "30 packages", "concealment": "about 40 bags"}).rows

    assert (row.packages, row.bags) == (30, None)
