"""A house with a furnace, and a way to load a list into it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from custody.core.act import Act, Basis, Door
from custody.destruction.actions.facilities import register_facility
from custody.scenario.loading import load
from tests.scenario.lists import THREE, file_of
from tests.template import LONG_AGO

NOW = datetime(2024, 6, 12, 3, 30, tzinfo=UTC)
"""A moment of the past, for the database refuses what is still to come; the last row of the three is days old then."""


@pytest.fixture
def furnace(house_cast):
    """Register a furnace that takes 1.5 t, and return the cast."""
    act = Act(actor=house_cast.administrator, door=Door.COMMAND, basis=Basis.OPENING, occurred_at=LONG_AGO)
    register_facility(act=act, code_word="KILN", place="CURLEW", session_limit_mg=1_500_000_000)
    return house_cast


@pytest.fixture
def load_three(furnace, tmp_path):
    """Return a function that loads the three rows, in this process, up to a fixed moment."""
    file = file_of(tmp_path, THREE)

    def run(**changes):
        return load(**({"name": "three", "file": file, "now": NOW, "processes": 1} | changes))

    return run
