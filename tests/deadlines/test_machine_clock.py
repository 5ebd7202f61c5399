"""A worker whose own clock is wrong by a day changes nothing: only the clock of the database decides."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from custody.deadlines.models import Clock
from tests import environment, stories
from tests.alerts.conftest import let_pass

HOUR = timedelta(hours=1)
WRONG = """
import datetime, sys, time

shift = float(sys.argv[1])
real = time.time
time.time = lambda: real() + shift
true = datetime.datetime

class Kin(type(true)):
    def __instancecheck__(cls, value):
        return isinstance(value, true)

class Shifted(true, metaclass=Kin):
    @classmethod
    def now(cls, tz=None):
        return true.now(tz) + datetime.timedelta(seconds=shift)

    @classmethod
    def utcnow(cls):
        return true.utcnow() + datetime.timedelta(seconds=shift)

datetime.datetime = Shifted
import django
django.setup()
from custody.alerts.passes.fire import fire
from custody.alerts.passes.recompute import recompute_all
from custody.deadlines.missing import arm_missing
from custody.deadlines.selectors import database_now

assert abs((datetime.datetime.now(datetime.UTC) - database_now()).total_seconds()) > 80000
print(fire(engine="wrong"), recompute_all(at=database_now()).moved, arm_missing(at=database_now()))
"""


def state():
    rows = Clock.objects.order_by("pk").values_list(
        "pk", "due_at", "next_stage", "next_fire_at", "fired_stage", "closed_at", "epoch"
    )
    return list(rows)


def work_with_a_wrong_clock(database, *, days):
    done = subprocess.run(
        [sys.executable, "-c", WRONG, str(days * 86400)],
        env=os.environ | environment.application_environment(database=database),
        cwd=environment.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("days", [-1, 1])
def test_nothing_fires_that_is_not_due_and_nothing_moves(house, house_cast, days):
    stories.stored(house_cast)
    stories.contained(house_cast)
    before = state()

    assert work_with_a_wrong_clock(house, days=days) == ["0", "0", "0"]

    assert state() == before


@pytest.mark.parametrize("days", [-1, 1])
def test_what_is_due_fires_at_once_and_once(house, house_cast, days):
    [unit] = stories.stored(house_cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=HOUR)

    fired, _, _ = work_with_a_wrong_clock(house, days=days)

    assert fired == "1"
    clock = Clock.objects.get(subject_id=unit.id, clock_type="TARGET_DESTRUCTION")
    assert (clock.fired_stage, clock.next_fire_at) == ("due", clock.due_at + 6 * HOUR)
    assert work_with_a_wrong_clock(house, days=days)[0] == "0"
