"""One driver, and the one that was tested."""

from __future__ import annotations

import importlib.util
import re

from django.db import connection

from tests.architecture.source import ROOT

LOCKS = [ROOT / "requirements.txt", *sorted((ROOT / "requirements").glob("*.txt"))]


def test_django_speaks_through_psycopg2():
    assert connection.Database.__name__ == "psycopg2"


def test_psycopg_3_cannot_be_imported():
    assert importlib.util.find_spec("psycopg") is None


def test_no_lock_brings_psycopg_3_in():
    assert len(LOCKS) >= 4
    brought = [lock.name for lock in LOCKS if re.search(r"^psycopg(\[|==| )", lock.read_text(), re.MULTILINE)]

    assert brought == []
