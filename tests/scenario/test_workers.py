"""Tasks that wait for each other: in this process, and shared out to children."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from custody.scenario.workers import Finished, finish_all
from tests import environment

NEEDS = [frozenset(), frozenset(), frozenset({0}), frozenset({1, 2}), frozenset({3})]
SHARED = """
import json, os, sys, time
import django; django.setup()
from custody.scenario.workers import finish_all
needs = [frozenset(), frozenset(), frozenset({0}), frozenset({1, 2}), frozenset({3})]
def work(number, failed):
    if number == int(sys.argv[1]):
        raise ValueError("broken")
    time.sleep(float(sys.argv[2]))
    return (os.getpid(), sorted(failed)) if number != 1 else ()
try:
    print(json.dumps([[each.number, each.outcome] for each in finish_all(needs, work, processes=2)]), flush=True)
except ValueError as error:
    print(json.dumps(str(error)))
"""


def shared(*arguments):
    return subprocess.Popen(
        [sys.executable, "-c", SHARED, *map(str, arguments)], cwd=environment.ROOT, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(environment.ROOT)},
    )  # fmt: skip


def test_tasks_are_done_in_order_and_later_ones_hear_which_failed():
    heard = {}

    def work(number, failed):
        heard[number] = failed
        return number != 1

    assert list(finish_all(NEEDS, work, processes=1)) == [Finished(number, number != 1) for number in range(5)]
    assert heard[0] == frozenset()
    assert heard[4] == {1}


def test_two_children_share_the_tasks_and_wait_for_what_they_need():
    process = shared(-1, 0.05)
    done = json.loads(process.communicate(timeout=60)[0])

    order = [number for number, _ in done]
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert order.index(2) > order.index(0)
    assert order[-2:] == [3, 4]
    pids = {outcome[0] for number, outcome in done if number != 1}
    assert process.pid not in pids
    assert dict(done)[4][1] == [1]


def test_what_breaks_a_child_breaks_the_whole():
    assert json.loads(shared(2, 0).communicate(timeout=60)[0]) == "broken"


def test_children_end_when_their_parent_is_killed():
    process = shared(-1, 0.5)
    children = _wait_for_children(process.pid, 2)

    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)

    until = time.monotonic() + 20
    while any(_is_alive(child) for child in children):
        assert time.monotonic() < until, "a child outlived its parent"
        time.sleep(0.05)


def _wait_for_children(pid, count):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if len(children) == count:
            return [int(child) for child in children]
        time.sleep(0.02)
    raise AssertionError("the children did not start")


def _is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
