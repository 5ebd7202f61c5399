"""A process that is killed at any moment of the fire transaction leaves all of it or nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta

import pytest

from config.launcher.system import die_with_parent
from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from custody.ledger.models import Event
from tests import environment, stories
from tests.alerts.chaos.crowd import KIND, let_run_out
from tests.alerts.chaos.scene import assert_armed
from tests.tasks.conftest import wait_for

ROUNDS, UNITS = 8, 12
LONGEST_SECONDS = 0.25

FIRES_IN_A_CHILD = """
import django; django.setup()
import os, sys
from custody.alerts.passes.fire import fire
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            fire(engine="killed")
        finally:
            os._exit(0)
    print(child, flush=True)
    print("killed" if os.waitpid(child, 0)[1] else "came through", flush=True)
"""


@pytest.fixture
def victim(house):
    """Give a function that lets a process of its own fire, kills it after so many seconds, and says what came of it."""
    ready = os.environ | environment.application_environment(database=house)
    parent = subprocess.Popen(
        [sys.executable, "-c", FIRES_IN_A_CHILD], cwd=environment.ROOT, env=ready, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent(signal.SIGKILL),
    )  # fmt: skip

    def fire_and_die(after):
        parent.stdin.write("fire\n")
        parent.stdin.flush()
        child = int(parent.stdout.readline())
        time.sleep(after)
        with suppress(ProcessLookupError):  # it was quicker, and its parent has waited for it
            os.kill(child, signal.SIGKILL)
        return parent.stdout.readline().strip()

    with parent.stdin, parent.stdout:
        assert parent.stdout.readline() == "ready\n"
        yield fire_and_die
        parent.kill()
        parent.wait()


def written(units):
    """Return for how many of the units there is an alert, an event of it, a message, and a clock armed anew."""
    alerts = Alert.objects.filter(subject_id__in=units, stage="due")
    streams = list(alerts.values_list("stream_id", flat=True))
    told = Delivery.objects.filter(alert__in=alerts)
    clocks = Clock.objects.filter(subject_id__in=units, clock_type=KIND, fired_stage="due")
    return (
        alerts.count(),
        Event.objects.filter(stream__in=streams, code__startswith="alert.raised/").count(),
        told.values("alert").distinct().count(),
        clocks.count(),
    )


def test_a_kill_at_any_moment_of_the_firing_leaves_all_or_nothing(house_cast, victim):
    dice = random.Random(4)
    units = [unit.id for unit in stories.seized(house_cast, count=ROUNDS * UNITS)]
    fates = []
    for turn in range(ROUNDS):
        some = units[turn * UNITS : (turn + 1) * UNITS]
        let_run_out(some, over=timedelta(0), after=-timedelta(minutes=1))

        fates.append(victim(dice.uniform(0.01, LONGEST_SECONDS)))

        assert written(some) in {(0,) * 4, (UNITS,) * 4}

    assert "killed" in fates
    # The server needs a moment to notice that a victim is gone; until then its clocks are held.
    wait_for(lambda: fire(engine="next") or written(units) == (len(units),) * 4, what="the rest", seconds=30)
    wait_for(lambda: not fire(engine="next"), what="the end of the firing", seconds=30)
    assert written(units) == (len(units),) * 4
    assert_armed()
