"""Everybody at once: two beats, the workers, the engine without a broker and eight more that look."""

from __future__ import annotations

import random
import threading
import time
from datetime import timedelta

from django.db import connection

from custody.alerts.models import Alert
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.core.errors import LockTimeout
from custody.deadlines import reactions
from custody.deadlines.models import Clock
from custody.evidence.actions import stop
from tests import stories
from tests.alerts.chaos.crowd import gather, let_run_out
from tests.alerts.chaos.scene import all_told, assert_armed, count
from tests.alerts.conftest import let_pass
from tests.tasks.conftest import wait_for

SECOND = timedelta(seconds=1)
SCANNERS = 8
HOLDERS = 16


def repeat(threads_of, work):
    """Run ``work(number)`` again and again in threads until the returned function is called; it gives the errors."""
    over, errors = threading.Event(), []

    def run(number):
        try:
            while not over.is_set():
                work(number)
        except Exception as error:  # noqa: BLE001 - shown by the assertion of the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(threads_of)]
    for thread in threads:
        thread.start()

    def stop_them():
        over.set()
        for thread in threads:
            thread.join()
        return errors

    stop_them.errors = errors
    return stop_them


def test_two_beats_two_engines_and_eight_scanners_raise_one_alert_for_each_stage(house_cast, scene):
    holders = gather(house_cast, HOLDERS)
    scene.broker.start()
    for name in ("worker", "beat", "beat2", "engine"):
        scene.open(name)
    due = let_run_out([each.unit for each in holders], over=6 * SECOND, after=6 * SECOND)

    def look(number):
        fire(engine=f"scanner{number}")
        escalate(engine=f"scanner{number}")
        time.sleep(0.05)

    stop_them = repeat(SCANNERS, look)
    try:
        assert scene.play([], until=lambda: all_told(holders), patience=200)
    finally:
        errors = stop_them()

    found = count(scene, holders, due)
    assert errors == []
    assert (found.alerts, found.alerts_twice, found.lost, found.duplicates) == (HOLDERS, 0, 0, 0)
    assert_armed()


def test_a_cure_and_a_firing_at_the_same_moment_end_in_one_truth(house_cast, monkeypatch):
    """Guards are posted in random order while four engines fire the same clocks; every fourth act breaks after it has
    closed the clock, and is rolled back."""
    units = [stories.contained(house_cast) for _ in range(24)]
    for unit in units:
        let_pass(unit, "GUARD_COVER", past_due=timedelta(minutes=1))
    random.Random(7).shuffle(units)
    waiting, done, broken, lock = list(units), set(), set(), threading.Lock()
    breaks = {unit.id for unit in units[::4]}
    close = reactions.close

    def close_and_break(record, *, subject_ids, **what):
        closed = close(record, subject_ids=subject_ids, **what)
        if breaks & set(subject_ids):
            raise ZeroDivisionError
        return closed

    def cure(number):
        with lock:
            unit = waiting.pop() if waiting else None
        if unit is None:
            time.sleep(0.05)
            return
        try:
            stop.post_guard(act=stories.act_of(house_cast.officer), unit_id=unit.id, guard_badge="4420")
        except ZeroDivisionError:
            broken.add(unit.id)
        except LockTimeout:  # the officer is asked to try again, and does
            with lock:
                waiting.append(unit)
            return
        done.add(unit.id)

    monkeypatch.setattr(reactions, "close", close_and_break)
    stop_engines = repeat(4, lambda number: fire(engine=f"engine{number}"))
    stop_cures = repeat(3, cure)
    wait_for(lambda: len(done) == len(units) or stop_cures.errors, what="the last guard")
    errors = stop_cures() + stop_engines()
    while fire(engine="last"):
        pass

    assert errors == []
    assert broken == breaks
    closed = Clock.objects.filter(clock_type="GUARD_COVER", closed_at__isnull=False)
    assert set(closed.values_list("subject_id", flat=True)) == {unit.id for unit in units} - breaks
    live = Alert.objects.exclude(state="resolved").filter(clock__clock_type="GUARD_COVER")
    assert sorted(live.values_list("subject_id", flat=True)) == sorted(breaks)
    assert_armed()
