"""From the second tap to both gateways: real pages, real engines, two gateways and a relay that answer after 0 to
150 ms. Beside it an alert of level 1 from the moment its clock is due."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path

from custody.alerts.models import Alert, Delivery
from custody.evidence.models import Incident
from tests.alerts.chaos.crowd import gather, let_run_out
from tests.alerts.chaos.scene import Scene, all_told, count
from tests.alerts.chaos.sinks import open_sinks
from tests.alerts.chaos.visitor import Visitor
from tests.bench._house import house, percentile, row, say
from tests.conftest import _cast
from tests.tasks.conftest import wait_for

TAPS, APART_SECONDS = 20, 1.5
HOLDERS = 30
AIM_SECONDS = 5.0


def bench():
    with (
        tempfile.TemporaryDirectory(prefix="custody-bench-") as folder,
        house() as database,
        open_sinks(gateways=2) as sinks,
    ):
        cast = _cast()
        holders = gather(cast, HOLDERS)
        scene = Scene(database=database, var=Path(folder), sinks=sinks)
        try:
            scene.broker.start()
            for name in ("worker", "beat", "engine"):
                scene.open(name)
            scene.web()
            visitor = Visitor(cast.officer, port=scene.web_port)
            visitor.get("/danger/")
            time.sleep(5)
            answers, reached = _danger(scene, visitor)
            say(f"{len(reached)} of {TAPS} reached both gateways; slowest {max(reached, default=0):.2f} s")
            due = let_run_out([each.unit for each in holders], over=timedelta(seconds=30))
            scene.play([], until=lambda: all_told(holders), patience=180)
            overdue = count(scene, holders, due)
        finally:
            scene.close()
    aim = {"unit": "s", "against": AIM_SECONDS, "against_what": "what was asked for"}
    return [
        row("danger: taps that did not reach both gateways", TAPS - len(reached), unit="taps"),
        row("danger: p95 from the second tap to both gateways", percentile(reached, 0.95), **aim),
        row("danger: median from the second tap to both gateways", percentile(reached, 0.5), **aim),
        row("danger: slowest", max(reached, default=0.0), **aim),
        row("danger: p95 of the answer to the officer", percentile(answers, 0.95), unit="s"),
        row("level 1: p95 from due to relay and gateway", percentile(overdue.late, 0.95), unit="s"),
        row("level 1: messages lost", overdue.lost, unit="messages"),
    ]


def _danger(scene, visitor):
    """Return how long each answer to the officer took, and each way to both gateways."""
    answers, tapped = [], {}
    for _ in range(TAPS):
        known = set(Incident.objects.values_list("id", flat=True))
        form = visitor.prepared("/danger/", {"kind": "other"})
        began = time.time()
        answer = form()
        assert answer.status == 302, answer.status
        answers.append(answer.seconds)
        [incident] = set(Incident.objects.values_list("id", flat=True)) - known
        tapped[incident] = began
        time.sleep(APART_SECONDS)
    wait_for(lambda: len(_reached(scene, tapped)) == TAPS, seconds=60, what="every tap at both gateways")
    return answers, sorted(_reached(scene, tapped))


def _reached(scene, tapped):
    """Return for each tap that arrived at both gateways how long it took until the later of the two."""
    arrived = scene.sinks.first_arrivals()
    out = []
    for incident, began in tapped.items():
        alerts = Alert.objects.filter(subject_id=incident)
        messages = Delivery.objects.filter(alert__in=alerts, channel="sms", message__isnull=False)
        sent = {str(message) for message in messages.values_list("message", flat=True)}
        ways = [
            [at for (channel, reference), at in arrived.items() if channel == way and reference in sent]
            for way in ("sms", "sms2")
        ]
        if all(ways):
            out.append(max(min(way) for way in ways) - began)
    return out


