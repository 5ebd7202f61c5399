"""What a load says: progress while it runs, the chart at the end, and the command around both."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from custody.scenario.loading import Progress
from custody.scenario.progress import Line
from custody.scenario.report import StockPoint, chart, stock_curve
from tests.scenario.lists import ROW, file_of

TONNE = 1_000_000_000


class Terminal(io.StringIO):
    """A stream that somebody looks at, with Django's ``ending``."""

    def __init__(self, *, watched):
        super().__init__()
        self.watched = watched

    def isatty(self):
        return self.watched

    def write(self, text, ending="\n"):
        return super().write(text + ending)


def shown(*, watched, total=40):
    stream = Terminal(watched=watched)
    line = Line(stream, name="three")
    for done in range(1, total + 1):
        line.show(Progress(done, total))
    return stream.getvalue()


def test_a_log_gets_a_line_for_every_tenth_part_with_the_time_to_go():
    lines = shown(watched=False).splitlines()

    assert len(lines) == 11
    assert lines[-1].startswith("three: 100 %, 40 of 40 seizures and burns, ")
    assert lines[-1].endswith(" s, 0 s to go")


def test_a_terminal_sees_one_line_that_ends_when_the_load_does():
    text = shown(watched=True)

    assert text.count("\r") == 40
    assert text.count("\n") == 1
    assert text.endswith("\n")


def test_the_chart_shows_the_peak_beside_the_published_marks():
    first = datetime(2023, 10, 1, tzinfo=UTC)
    points = [
        StockPoint(first, 1 * TONNE, 1 * TONNE),
        StockPoint(first + timedelta(days=14), 2 * TONNE, 48 * TONNE),
    ]

    lines = list(chart(points))

    assert lines[0] == "Seized and not yet burnt, tonnes, the most in every 14 days to:"
    assert lines[1].startswith("  2023-10-01 #")
    assert lines[1].endswith(" 1.0")
    assert lines[2].count("#") == 56  # the whole width but the three marks and the last place
    assert lines[3] == "  left now: 2.0 t"
    assert [line[2] for line in lines[4:]] == ["a", "b", "c"]


def test_an_empty_house_has_an_empty_curve(house):
    assert stock_curve(until=datetime(2023, 10, 1, tzinfo=UTC), step=timedelta(days=7)) == []
    assert "  left now: 0.0 t" in list(chart([]))


def test_the_command_loads_reports_and_speaks_json(furnace, tmp_path):
    file = file_of(tmp_path, [ROW, ROW | {"event_id": "BAD", "kg": "x"}])
    out, err = io.StringIO(), Terminal(watched=False)

    call_command("load_scenario", "mine", file=file, processes=1, json=True, stdout=out, stderr=err)
    text = io.StringIO()
    call_command("load_scenario", "mine", file=file, processes=1, stdout=text, stderr=err)

    told = json.loads(out.getvalue())
    assert (told["rows"], told["rows_mg"], told["ledger"]["published"]["mg"]) == (1, 49_840_000, 49_840_000)
    assert told["refused"] == [
        {"line": 3, "event": "BAD", "reason": "kg is not a number with a decimal point: x"}
    ]
    assert "100 %" in err.getvalue()
    assert "SELECT s.synthetic" in text.getvalue()


def test_the_command_tells_each_line_where_none_can_be_loaded(house_cast, tmp_path):
    out = io.StringIO()

    with pytest.raises(CommandError, match="No row of the file can be loaded"):
        call_command("load_scenario", "mine", file=file_of(tmp_path, [ROW | {"kg": "x"}]), stdout=out)

    assert "line 2, T1: kg is not a number" in out.getvalue()


def test_the_command_says_why_it_cannot(house_cast, tmp_path):
    with pytest.raises(CommandError, match="The file cannot be read"):
        call_command("load_scenario", "mine", file=tmp_path / "missing.csv")
