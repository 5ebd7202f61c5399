"""2,000 messages under 15 kills, two flushes of the broker and a freeze of 20 s; the same as ETA tasks; and each engine
alone. Counts are exact; latencies belong to this machine and to what else ran on it.

``BENCH_ALERTS=100`` makes it a shorter storm with as many kills.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.db import connections

from tests import databases
from tests.alerts.chaos.crowd import gather
from tests.alerts.chaos.long import ENGINES, Storm, play, play_obvious
from tests.alerts.chaos.sinks import open_sinks
from tests.bench._house import house, percentile, row, say
from tests.conftest import _cast

ALERTS = int(os.environ.get("BENCH_ALERTS", "1000"))
GATHERED_AT_ONCE = 100
PREPARED = "custody_bench_gathered"


def bench():
    storm = Storm(over=150.0 * max(ALERTS, 200) / 1000)
    say(f"{ALERTS} alerts, {2 * ALERTS} messages")
    say(f"{storm.kills} kills, {storm.flushes} flushes, {storm.freeze:.0f} s frozen")
    with tempfile.TemporaryDirectory(prefix="custody-bench-") as folder, house(PREPARED):
        cast, holders = _cast(), []
        while len(holders) < ALERTS:
            holders += gather(cast, min(GATHERED_AT_ONCE, ALERTS - len(holders)), first=len(holders))
        say("the holders are there")
        moments = [storm.over * 0.85 * turn / (ALERTS - 1) for turn in range(ALERTS)]
        var = Path(folder) / "eta"
        var.mkdir()
        obvious = play_obvious(var=var, moments=moments, storm=storm)
        say(f"one ETA task each: {obvious.lost} of {obvious.expected} lost, {obvious.duplicates} twice")
        rows = _of_obvious(obvious)
        for which in ENGINES:
            rows += _of_ours(which, _play(which, Path(folder), holders, storm), obvious)
        return rows


def _play(which, folder, holders, storm):
    name, var = f"custody_bench_{which.replace(' ', '_').lower()}", folder / which.replace(" ", "-")
    var.mkdir()
    connections["default"].close()
    databases.clone(name, source=PREPARED)
    databases.connect_django(database=name)
    try:
        with open_sinks(seed=storm.seed) as sinks:
            found = play(which, database=name, var=var, holders=holders, storm=storm, sinks=sinks)
    finally:
        databases.connect_django(database=PREPARED)
        databases.drop(name)
    say(f"{which}: {found}")
    return found


def _of_obvious(found):
    name = "one ETA task each"
    return [
        row(f"{name}: messages lost of {found.expected}", found.lost, unit="messages"),
        row(f"{name}: duplicates under {found.kills} kills", found.duplicates, unit="messages"),
        row(f"{name}: p95 from due to sink", percentile(found.late, 0.95), unit="s"),
    ]


def _of_ours(which, found, obvious):
    kills = sum(found.kills.values())
    return [
        row(f"{which}: messages lost of {found.expected}", found.lost, unit="messages", against=obvious.lost,
            against_what="one ETA task each"),
        row(f"{which}: clocks with an alert of {found.expected // 2}", found.alerts, unit="alerts"),
        row(f"{which}: clocks with the same alert twice", found.alerts_twice, unit="alerts"),
        row(f"{which}: duplicates under {kills} kills", found.duplicates, unit="messages", against=found.in_flight,
            against_what="on their way at a kill"),
        row(f"{which}: messages on their way at a kill that never came", found.in_flight_lost, unit="messages"),
        row(f"{which}: duplicates that were not on their way at a kill", found.duplicates_not_in_flight,
            unit="messages"),
        row(f"{which}: median from due to sink", percentile(found.late, 0.5), unit="s",
            against=percentile(obvious.late, 0.5), against_what="one ETA task each, of those that came"),
        row(f"{which}: p95 from due to sink", percentile(found.late, 0.95), unit="s",
            against=percentile(obvious.late, 0.95), against_what="one ETA task each, of those that came"),
        row(f"{which}: latest", max(found.late, default=0.0), unit="s", against=max(obvious.late, default=None),
            against_what="one ETA task each, of those that came"),
    ]  # fmt: skip
