"""A house with a furnace, and a way to load a list into it."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connections

from custody.core.act import Act, Basis, Door
from custody.destruction.actions.facilities import register_facility
from custody.destruction.actions.slots import license_facility
from custody.ledger.models import Event
from custody.scenario.loading import load
from tests.conftest import _cast, house_of
from tests.scenario.lists import THREE, file_of
from tests.template import LONG_AGO

NOW = datetime(2024, 6, 12, 3, 30, tzinfo=UTC)
"""A moment of the past, for the database refuses what is still to come; the last row of the three is days old then."""


def with_furnace(people):
    """Register a furnace that takes 1.5 t, and return the cast."""
    act = Act(actor=people.administrator, door=Door.COMMAND, basis=Basis.OPENING, occurred_at=LONG_AGO)
    register_facility(act=act, code_word="KILN", place="CURLEW", session_limit_mg=1_500_000_000)
    license_facility(act=act, facility="KILN", number="L-1", valid_from_on=LONG_AGO.date())
    return people


@pytest.fixture
def furnace(house_cast):
    """Give the test a house with a furnace that takes 1.5 t, and return the cast."""
    return house_cast


@pytest.fixture
def load_three(furnace, tmp_path):
    """Return a function that loads the three rows, in this process, up to a fixed moment."""
    return _loader(file_of(tmp_path, THREE))


@pytest.fixture(scope="session")
def house_with_furnace(django_db_setup, django_db_blocker):
    """Found a house with a furnace, and nothing seized yet; return its database, to be copied."""
    with django_db_blocker.unblock(), house_of() as name:
        with_furnace(_cast())
        connections["default"].close()
        yield name


@pytest.fixture(scope="session")
def house_of_three(house_with_furnace, django_db_blocker, tmp_path_factory):
    """Load the three rows once for all tests that only look at them.

    Return the database, what was told, the file, and the acts. Badges have the ids they have in the house they were
    not loaded into, and with them the acts theirs.
    """
    file = file_of(tmp_path_factory.mktemp("three"), THREE)
    with django_db_blocker.unblock(), house_of(house_with_furnace) as name:
        told = _loader(file)()
        acts = list(Event.objects.values_list("op_id", flat=True))
        connections["default"].close()
        yield SimpleNamespace(name=name, told=told, file=file, acts=acts)


@pytest.fixture
def house(request, django_db_setup, django_db_blocker):
    """Give the test a house of its own: a copy of the one with the three rows, or with the furnace, where it asks."""
    source = None
    if "loaded_three" in request.fixturenames:
        source = request.getfixturevalue("house_of_three").name
    elif "furnace" in request.fixturenames:
        source = request.getfixturevalue("house_with_furnace")
    with django_db_blocker.unblock(), house_of(source) as name:
        yield name


@pytest.fixture
def loaded_three(house, house_of_three):
    """Return what loading the three rows told; the house they lie in is the test's own."""
    return house_of_three.told


@pytest.fixture
def load_again(loaded_three, house_of_three):
    """Return a function that loads the three rows once more where they were loaded before."""
    return _loader(house_of_three.file)


def _loader(file):
    def run(**changes):
        return load(**({"name": "three", "file": file, "now": NOW, "processes": 1} | changes))

    return run
