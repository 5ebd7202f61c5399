"""Engines are killed while they send, the broker is emptied, frozen and killed: nothing is lost, and what comes twice
was on its way at a kill. The scene of the day kills worker and engine; those of one of them alone are nightly, and
``-m nightly`` and ``dev.py bench alerts-chaos`` play the long ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.alerts.chaos.crowd import gather, let_run_out
from tests.alerts.chaos.hand import strokes
from tests.alerts.chaos.scene import all_told, assert_armed, assert_nothing_dropped, count

SECOND = timedelta(seconds=1)
PATIENCE = 200
"""A scene takes twenty seconds; on a machine that is busy with something else, minutes."""
LEASE = 4.0


def judged(scene, holders, due):
    """Return the count after the checks that every scene must pass."""
    found = count(scene, holders, due)
    assert (found.lost, found.in_flight_lost) == (0, 0), found
    assert (found.alerts, found.alerts_twice) == (len(holders), 0), found
    assert found.duplicates <= found.in_flight, found
    assert found.duplicates_not_in_flight == 0, found
    assert found.in_flight > 0, found
    assert_nothing_dropped(scene.sinks)
    assert_armed()
    return found


@pytest.mark.nightly
def test_a_worker_that_is_killed_again_and_again_loses_nothing(house_cast, scene):
    holders = gather(house_cast, 30)
    scene.aims = True
    scene.broker.start()
    for name in ("worker", "beat"):
        scene.open(name)
    due = let_run_out([each.unit for each in holders], over=12 * SECOND, after=3 * SECOND)

    plan = strokes(seed=1, over=14, kills=2)
    assert scene.play(plan, until=lambda: all_told(holders), patience=PATIENCE, lease=LEASE)

    found = judged(scene, holders, due)
    assert found.kills == {"worker": 2}
    assert found.raised_by == {"celery": 30}


def test_a_broker_that_is_emptied_frozen_and_killed_loses_nothing(house_cast, scene):
    holders = gather(house_cast, 16)
    scene.aims = True
    scene.broker.start()
    for name in ("worker", "beat", "engine"):
        scene.open(name)
    due = let_run_out([each.unit for each in holders], over=12 * SECOND, after=2 * SECOND)

    plan = strokes(seed=2, over=14, kills=2, victims=("engine", "worker"), flushes=2, freeze=4, down=3)
    assert scene.play(plan, until=lambda: all_told(holders), patience=PATIENCE, lease=LEASE)

    judged(scene, holders, due)


@pytest.mark.nightly
def test_an_engine_without_a_broker_that_is_killed_loses_nothing(house_cast, scene):
    holders = gather(house_cast, 40)
    scene.aims = True
    scene.open("engine")
    due = let_run_out([each.unit for each in holders], over=10 * SECOND, after=2 * SECOND)

    plan = strokes(seed=3, over=12, kills=3, victims=("engine",))
    assert scene.play(plan, until=lambda: all_told(holders), patience=PATIENCE, lease=LEASE)

    found = judged(scene, holders, due)
    assert found.raised_by == {"alert_engine": 40}
