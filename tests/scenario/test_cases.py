"""Cases: what a scenario replays, published and synthetic, to the milligram."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from custody.core.errors import IntegrityBroken
from custody.core.size_model import SizeModel
from custody.scenario import filling
from custody.scenario.cases import (
    AUTUMN_2023,
    MOST_LOOSE_BAGS,
    autumn_cases,
    concealment_code,
    file_cases,
)
from custody.scenario.days import Window
from custody.scenario.loading import PUBLISHED
from custody.scenario.rows import read_rows
from tests.scenario.lists import THREE, TODAY, text_of

TONNE = 1_000_000_000


def published():
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        return read_rows(lines, today=TODAY).rows


@pytest.fixture(scope="module")
def autumn():
    return autumn_cases(published())


def test_the_autumn_holds_the_published_rows_of_both_ports(autumn):
    rows = [case for case in autumn if not case.is_synthetic]

    assert len(rows) == 19
    assert sum(case.mass_mg for case in rows) == 57_568_840_000
    assert {case.country for case in rows} == {"BE", "NL"}
    assert all(case.source and case.published_mg == case.mass_mg for case in rows)


def test_the_published_day_is_kept_only_where_the_source_has_one(autumn):
    days = {case.id: case.published_on for case in autumn if not case.is_synthetic}

    assert days["PS047"] == date(2023, 10, 17)
    assert days["PS042"] is None
    assert days["PS038"] is None


def test_the_autumn_is_filled_up_to_the_published_totals_exactly(autumn):
    model = SizeModel.from_json(filling.size_model_data())
    for port in filling.PORTS:
        cases = [case for case in autumn if case.country == port.country]
        for section in filling.sections(filling.published_totals(port), window=AUTUMN_2023, model=model):
            inside = [case for case in cases if case.on in section.days]
            assert sum(case.mass_mg for case in inside) == section.total_mg


def test_a_published_half_year_and_month_are_met(autumn):
    antwerp = [case for case in autumn if case.country == "BE"]

    first_half = [case for case in antwerp if date(2023, 1, 1) <= case.on < date(2023, 7, 1)]
    assert sum(case.mass_mg for case in first_half) == 43_431 * 10**6
    assert sum(case.mass_mg for case in antwerp if (case.on.year, case.on.month) == (2023, 10)) == 23_000 * 10**6


def test_the_year_of_a_port_is_shared_out_by_its_weights(autumn):
    antwerp = sum(case.mass_mg for case in autumn if case.country == "BE")
    rotterdam = sum(case.mass_mg for case in autumn if case.country == "NL")

    assert 109 * TONNE < antwerp < 117 * TONNE
    assert 44 * TONNE < rotterdam < 48 * TONNE
    assert len([case for case in autumn if case.country == "BE"]) == 123


def test_no_synthetic_seizure_is_larger_than_what_makes_the_news(autumn):
    synthetic = [case for case in autumn if case.is_synthetic]

    assert max(case.mass_mg for case in synthetic) <= 5 * TONNE
    assert all(case.id.startswith("SYN-") and case.source is None for case in synthetic)
    assert all("no source names it" in case.remark for case in synthetic)


def test_the_same_rows_give_the_same_cases(autumn):
    assert autumn_cases(published()) == autumn


def test_only_the_last_four_weeks_are_told_in_full(autumn):
    assert {case.in_full for case in autumn if case.on > date(2023, 10, 20)} == {True}
    assert {case.in_full for case in autumn if case.on <= date(2023, 10, 20)} == {False}


def test_a_year_without_a_published_total_is_said():
    window = Window(first_on=date(2013, 1, 1), last_on=date(2013, 12, 31))
    model = SizeModel.from_json(filling.size_model_data())

    with pytest.raises(IntegrityBroken, match="No total is published for 2013"):
        filling.sections(filling.published_totals(filling.PORTS[1]), window=window, model=model)


def test_more_than_the_total_needs_no_filling():
    every_day = [(AUTUMN_2023.first_on + timedelta(days=number), 10 * TONNE) for number in range(365)]

    assert filling.fill(port=filling.PORTS[0], window=AUTUMN_2023, published=every_day) == []


def test_every_published_row_becomes_a_case_of_its_file():
    cases, refused = file_cases(published())

    assert len(cases) == 156
    assert refused == []
    assert [case.on for case in cases] == sorted(case.on for case in cases)


def test_a_row_whose_counts_cannot_be_packed_is_refused():
    lines = text_of([THREE[0] | {"kg": "0.000003", "note": "700 packages"}]).splitlines(True)
    [row] = read_rows(lines, today=TODAY).rows

    cases, [refused] = file_cases([row])

    assert cases == []
    assert refused.line == 2
    assert "700 packages" in refused.reason


def test_the_units_of_every_case_weigh_exactly_what_was_seized(autumn):
    for case in [*autumn, *file_cases(published())[0]]:
        units = case.units()
        assert sum(unit.gross_mg for unit in units) == case.mass_mg
        for unit in units:
            assert not unit.children or sum(child.gross_mg for child in unit.children) == unit.gross_mg
        assert units[0].children or len(units) <= MOST_LOOSE_BAGS


def test_published_counts_of_packages_and_bags_are_kept():
    [row] = read_rows(text_of([THREE[1]]).splitlines(True), today=TODAY).rows
    [case] = file_cases([row])[0]

    units = case.units()

    assert sum(unit.packages for unit in units) == 662
    assert sum(len(unit.children) for unit in units) == 21


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (None, None), ("", None), ("sports bags", "rip_off_bags"), ("reefer engine", "reefer_unit"),
        ("reefer inspection hatch", "inspection_hatch"), ("rear wall", "container_structure"),
        ("tank containers", "tank"), ("frozen into the concentrate", "in_goods"), ("among cargo", "in_load"),
        ("empty container", "other"),
    ],
)  # fmt: skip
def test_the_words_of_a_row_become_a_code(words, code):
    assert concealment_code(words) == code


def test_another_mass_under_the_same_id_is_another_case(autumn):
    assert replace(autumn[0], mass_mg=1).digest() != autumn[0].digest()
    assert replace(autumn[0]).digest() == autumn[0].digest()
