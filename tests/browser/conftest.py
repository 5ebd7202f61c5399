"""One browser and one served house for all tests of a module."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from custody.web.lock import again
from tests.browser.line import Line
from tests.browser.unconnected import known
from tests.conftest import _cast, house_of
from tests.web.browser import chromium, served

FRESH_S = 240
"""How long a session is given out again: well under what the house waits before it locks one."""


@pytest.fixture(autouse=True, scope="session")
def _place_of_collected_files():
    """Make the folder that WhiteNoise looks for and warns about; the tests take their files from the source."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _proven_all_the_way(request, monkeypatch):
    """Let who signs stand for as long as a slow hand needs: what asks them again has tests of its own."""
    if request.node.get_closest_marker("nightly"):
        monkeypatch.setattr(again, "PROVEN_FOR_S", 86_400)


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@contextmanager
def house_of_its_own():
    """Let Django work in a fresh house in which commits are real; yield its cast."""
    with house_of():
        yield _cast()


@pytest.fixture(scope="module")
def standing_house(django_db_setup, django_db_blocker):
    """Give the module a house of its own; yield its cast."""
    with django_db_blocker.unblock(), house_of_its_own() as people:
        yield people


@pytest.fixture(scope="module")
def site(standing_house):
    """Serve the pages of the standing house; yield their address."""
    with override_settings(DEBUG=False), served() as address:
        yield address


@pytest.fixture(scope="module")
def cookie_of():
    """Return a function that gives the session cookie of an officer, as a sign-in would."""
    known = {}

    def cookie(officer):
        whose = connection.settings_dict["NAME"], officer.badge  # a session is of one house
        # A long run leaves a session alone until the house locks it.
        if whose not in known or time.monotonic() - known[whose][0] > FRESH_S:
            client = Client()
            client.force_login(officer)
            known[whose] = time.monotonic(), client.cookies[settings.SESSION_COOKIE_NAME].value
        return known[whose][1]

    return cookie


@pytest.fixture
def line(site):
    """Yield the line between a phone and the house."""
    between = Line(site)
    yield between
    between.close()


@pytest.fixture
def officers_phone(browser, line, standing_house, cookie_of):
    """Give the officer a phone that knows the house: its worker has what it keeps."""
    hand = known(browser, line, standing_house.officer, cookie_of)
    yield hand
    hand.page.context.close()
