"""`dev.py bench`: what it keeps, what it says of the machine, and what the ordinary test run leaves out."""

import json

import pytest

from config.launcher import bench as benching
from config.launcher.testing import _left_out


@pytest.fixture
def report(tmp_path, monkeypatch):
    file = tmp_path / "bench.json"
    monkeypatch.setattr(benching, "REPORT", file)
    return file


def test_the_newest_result_of_each_benchmark_is_kept(report):
    for name, ours in (("scan", 1), ("pages", 2), ("scan", 3)):
        benching._keep(name, [{"what": "x", "ours": ours}], took=1.4)

    kept = json.loads(report.read_text())
    assert {name: one["rows"][0]["ours"] for name, one in kept.items()} == {"pages": 2, "scan": 3}
    assert kept["scan"]["machine"]["cores"] >= 1
    assert kept["scan"]["took_s"] == 1


@pytest.mark.parametrize("broken", ["", "[]", "{half"])
def test_a_broken_report_is_begun_anew(report, broken):
    report.write_text(broken)

    benching._keep("scan", [], took=0)

    assert list(json.loads(report.read_text())) == ["scan"]


def test_a_name_that_no_benchmark_has_is_said_with_those_there_are(capsys):
    assert benching.bench(["no-such-benchmark"], installed={}) == 1

    assert "no benchmark has that name" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "left_out"), [(["tests/core"], True), (["-m", "nightly"], False), (["-n0", "-m=nightly"], False)]
)
def test_what_is_long_is_left_out_unless_it_is_asked_for(arguments, left_out):
    assert bool(_left_out(arguments)) == left_out
