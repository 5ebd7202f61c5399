"""The broker stands still from first to last: alerts arrive all the same, and no page and no form waits for it."""

from __future__ import annotations

import os
import signal
import tempfile
from datetime import timedelta
from pathlib import Path

from tests import stories
from tests.alerts.chaos.crowd import gather, let_run_out
from tests.alerts.chaos.scene import Scene, all_told, count
from tests.alerts.chaos.sinks import open_sinks
from tests.alerts.chaos.visitor import Visitor
from tests.bench._house import house, percentile, row, say
from tests.conftest import _cast

ALERTS, OVER_SECONDS, REQUESTS = 100, 60, 20
AIM_SECONDS = 1.0


def bench():
    with (
        tempfile.TemporaryDirectory(prefix="custody-bench-") as folder,
        house() as database,
        open_sinks() as sinks,
    ):
        cast = _cast()
        holders = gather(cast, ALERTS)
        units = stories.seized(cast, count=REQUESTS)
        scene = Scene(database=database, var=Path(folder), sinks=sinks)
        try:
            scene.broker.start()
            os.kill(scene.broker._process.pid, signal.SIGSTOP)
            for name in ("worker", "beat", "engine"):
                scene.open(name)
            scene.web()
            due = let_run_out([each.unit for each in holders], over=timedelta(seconds=OVER_SECONDS))
            boss, officer = (Visitor(each, port=scene.web_port) for each in (cast.supervisor, cast.officer))
            boss.get("/overview/")
            pages = [boss.get("/overview/").seconds for _ in range(REQUESTS)]
            forms = [officer.post("/sweep/", _sweep_of(unit)) for unit in units]
            assert {form.status for form in forms} == {302}
            scene.play([], until=lambda: all_told(holders), patience=300)
            found = count(scene, holders, due)
        finally:
            scene.close()
    say(str(found))
    aim = {"unit": "s", "against": AIM_SECONDS, "against_what": "what was asked for"}
    return [
        row(f"broker frozen: messages lost of {found.expected}", found.lost, unit="messages"),
        row("broker frozen: clocks with the same alert twice", found.alerts_twice, unit="alerts"),
        row("broker frozen: duplicates", found.duplicates, unit="messages"),
        row("broker frozen: p95 from due to sink", percentile(found.late, 0.95), unit="s"),
        row("broker frozen: latest", max(found.late, default=0.0), unit="s"),
        row(f"broker frozen: slowest of {REQUESTS} dashboards", max(pages), **aim),
        row(f"broker frozen: slowest of {REQUESTS} officer's forms", max(form.seconds for form in forms), **aim),
    ]


def _sweep_of(unit):
    return {"units": [str(unit.id)], "methods": ["visual"], "minutes": "5", "result": "clear", "witness_badge": "4418"}
