"""The long scenes, for ``-m nightly`` and for ``dev.py bench alerts-chaos``: many messages under many kills.

Four ways to do the same work under the same strokes: both engines, Celery alone, ``alert_engine`` alone, and one ETA
task for each message.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import redis

from config.celery import app as ours
from config.launcher.system import die_with_parent
from tests import environment
from tests.alerts.chaos import eta
from tests.alerts.chaos.crowd import let_run_out
from tests.alerts.chaos.hand import strokes
from tests.alerts.chaos.scene import Scene, all_told, count
from tests.alerts.chaos.sinks import open_sinks

ENGINES = {
    "both engines": ("worker", "beat", "beat2", "engine"),
    "Celery alone": ("worker", "beat", "beat2"),
    "alert_engine alone": ("engine",),
}
VICTIMS = {
    "both engines": ("worker", "engine"),
    "Celery alone": ("worker",),
    "alert_engine alone": ("engine",),
}


@dataclass(frozen=True)
class Storm:
    """How long the clocks fall due, and what is broken meanwhile."""

    over: float = 150.0
    kills: int = 15
    flushes: int = 2
    freeze: float = 20.0
    down: float = 0.0
    seed: int = 2026
    patience: float = 600.0

    def plan(self, victims):
        """Return the strokes."""
        return strokes(seed=self.seed, over=self.over, kills=self.kills, victims=victims, flushes=self.flushes,
                       freeze=self.freeze, down=self.down)  # fmt: skip


def play(which, *, database, var, holders, storm, sinks):
    """Play one of ``ENGINES`` under the storm in a house where the holders hold what they hold; return its count."""
    scene = Scene(database=database, var=var, sinks=sinks)
    try:
        scene.broker.start()
        for name in ENGINES[which]:
            scene.open(name)
        time.sleep(5)
        due = let_run_out([each.unit for each in holders], over=timedelta(seconds=storm.over * 0.85))
        scene.play(storm.plan(VICTIMS[which]), until=lambda: all_told(holders), patience=storm.patience)
        return count(scene, holders, due)
    finally:
        scene.close()


# --- the obvious way ------------------------------------------------------------------------------------


@dataclass
class Obvious:
    """What came of the same messages as ETA tasks."""

    expected: int
    lost: int
    duplicates: int
    kills: int
    late: list[float] = field(repr=False)


class Baseline(Scene):
    """The broker, the sinks and a worker of ``eta``; no house. What was on its way at a kill nobody knows here."""

    def __init__(self, *, var, sinks):
        super().__init__(database="nobody", var=var, sinks=sinks)
        conf = json.dumps({name: ours.conf[name] for name in eta.SAME_FLAGS})
        told = {name: value for name, value in os.environ.items() if not name.startswith(("CUSTODY_", "DJANGO_"))}
        self.told = told | {
            "ETA_CONF": conf, "ETA_BROKER": self.broker.url, "ETA_SINKS": json.dumps([sinks.mail_port, sinks.sms_port]),
        }  # fmt: skip

    def open(self, name):
        """Start the worker with as many sends at once as an engine of the house has."""
        self.start(name, "-m", "celery", "-A", "tests.alerts.chaos.eta", "worker", "-Q", eta.QUEUE, "--concurrency",
                   str(eta.AT_ONCE), "--loglevel", "ERROR")  # fmt: skip

    def kill(self, name):
        """``kill -9`` the worker and its children."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.kills[name] += 1
        return set()

    def publish(self, due):
        """Publish two tasks for each moment, by a program of its own as any process would; return the references."""
        wanted = {(channel, str(uuid4())): at for at in due for channel in ("email", "sms")}
        orders = json.dumps([[channel, reference, at.isoformat()] for (channel, reference), at in wanted.items()])
        script = (
            "import json, sys; from datetime import datetime; from tests.alerts.chaos.eta import send\n"
            "for channel, reference, at in json.load(sys.stdin):\n"
            "    send.apply_async([channel, reference], eta=datetime.fromisoformat(at))\n"
        )
        subprocess.run([sys.executable, "-c", script], cwd=environment.ROOT, env=self.told, input=orders, text=True,
                       check=True, preexec_fn=die_with_parent(signal.SIGKILL))  # fmt: skip
        return wanted

    def is_over(self, *, wanted, last_due, quiet, quiet_for):
        """Say whether nothing can arrive any more: all is there, or nothing came while anything could.

        What the broker holds comes within ``quiet_for`` seconds; what only a worker holds, within ``quiet``.
        """
        if self.sinks.references() == {reference for _, reference in wanted}:
            return True
        left = redis.Redis.from_url(self.broker.url)
        nothing_waits = not left.llen(eta.QUEUE) and not left.hlen("unacked")
        silent = time.time() - max(self.sinks.newest(), last_due)
        return silent > (quiet if nothing_waits else quiet_for)


def play_obvious(*, var, moments, storm, quiet=30.0):
    """Do the same work as one ETA task for each message under the same storm; return its count.

    ``moments`` are seconds from now. It is over when nothing has come for longer than the broker holds work back.
    """
    with open_sinks(seed=storm.seed) as sinks:
        scene = Baseline(var=var, sinks=sinks)
        try:
            scene.broker.start()
            scene.open("worker")
            begin = datetime.now(tz=UTC) + timedelta(seconds=10)
            wanted = scene.publish([begin + timedelta(seconds=moment) for moment in moments])
            last_due = max(wanted.values()).timestamp()
            quiet_for = ours.conf.broker_transport_options["visibility_timeout"] + 30
            scene.play(
                storm.plan(("worker",)),
                until=lambda: scene.is_over(wanted=wanted, last_due=last_due, quiet=quiet, quiet_for=quiet_for),
                patience=storm.patience,
            )
            arrived = sinks.first_arrivals()
            return Obvious(
                expected=len(wanted),
                lost=len(wanted.keys() - arrived.keys()),
                duplicates=sum(sinks.repeated().values()),
                kills=scene.kills["worker"],
                late=sorted(arrived[key] - at.timestamp() for key, at in wanted.items() if key in arrived),
            )
        finally:
            scene.close()
