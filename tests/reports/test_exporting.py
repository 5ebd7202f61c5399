"""A table as a file: no text in it becomes a formula, whatever a spreadsheet program parts the cells by."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from uuid import UUID

import pytest

from custody.reports.exporting import CSV, Sheet, Watermark, as_file

SIGNS = "=+-@＝＋－＠"


def written(*cells, reason="the year"):
    mark = Watermark(badge="4901", at=datetime(2026, 1, 2, tzinfo=UTC), reason=reason, consultation=UUID(int=1))
    content = as_file([Sheet(name="Loads", head=["what", "units"], rows=[[*cells, 3]])], form=CSV, watermark=mark)
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\t", "\n", "\r", "pulp;", "pulp; ", "pulp\t", "pu\nlp\n", "a,"])
def test_no_text_becomes_a_formula_at_comma_semicolon_tab_or_line(before, sign):
    text = written(f"{before}{sign}1+1", reason=f"x{before}{sign}1+1")

    for parted_by in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=parted_by):
            starts = [part.strip()[:1] for cell in row for part in cell.splitlines()]
            assert not set(starts) & set(SIGNS), (parted_by, row)


def test_every_text_stands_in_quotes_and_a_number_does_not():
    assert '"bananas; ""green"", 3 kg",3\r\n' in written('bananas; "green", 3 kg')
    assert '"what","units"\r\n' in written("x")


def test_what_is_no_formula_is_left_as_it_was():
    assert '"24.5","2026-01-02","a-b = c"' in written("24.5", "2026-01-02", "a-b = c")
