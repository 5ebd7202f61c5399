"""The baseline of the bench is no straw man: one ETA task for each message loses nothing while nothing happens, and
loses when the broker is emptied."""

from __future__ import annotations

import pytest

from tests.alerts.chaos.long import Storm, play_obvious

QUIET = {"kills": 0, "flushes": 0, "freeze": 0.0, "over": 5.0, "patience": 60.0}
MOMENTS = [turn / 5 for turn in range(20)]


@pytest.mark.nightly
def test_the_obvious_way_loses_nothing_while_nothing_happens(tmp_path):
    found = play_obvious(var=tmp_path, moments=MOMENTS, storm=Storm(**QUIET), quiet=3)

    assert (found.expected, found.lost, found.duplicates) == (40, 0, 0)


@pytest.mark.nightly
def test_the_obvious_way_loses_what_the_broker_held(tmp_path):
    storm = Storm(**QUIET | {"flushes": 1, "kills": 1, "patience": 40.0})

    found = play_obvious(var=tmp_path, moments=[moment + 8 for moment in MOMENTS], storm=storm, quiet=3)

    assert found.lost > 0
