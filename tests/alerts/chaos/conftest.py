"""The scene as a fixture."""

from __future__ import annotations

import pytest

from tests.alerts.chaos.scene import Scene
from tests.alerts.chaos.sinks import open_sinks
from tests.tasks.conftest import Stack


@pytest.fixture
def sinks():
    with open_sinks() as opened:
        yield opened


@pytest.fixture
def scene(house, sinks, tmp_path):
    made = Scene(database=house, var=tmp_path, sinks=sinks)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def stack(house, tmp_path):
    made = Stack(database=house, var=tmp_path)
    try:
        yield made
    finally:
        made.close()
