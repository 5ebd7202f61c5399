"""The overview costs the same after years: what it reads does not grow with history."""

from __future__ import annotations

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import stories
from tests.destruction import stories as fire
from tests.growth import grow
from tests.web.desk import browser_of

SHORT, LONG = 120, 1200
"""A month of one burn every eight hours, and a year of it."""
MOST_TIMES = 1.3
MOST_QUERIES = 25


def pages_of(queries):
    """Return how many pages each of some queries touches."""
    found = {}
    with connection.cursor() as cursor:
        for query in queries:
            sql = query["sql"]
            if sql.lstrip().startswith(("SELECT", "WITH")):
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}")
                [(plan,)] = cursor.fetchall()
                plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
                found[sql] = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return found


def test_what_the_overview_reads_does_not_grow_with_history(house, house_cast):
    fire.reconciled(house_cast)
    grow(house, first=1, last=SHORT)
    stories.stored(house_cast, count=3)
    fire.planned(house_cast)
    client = browser_of(house_cast.supervisor)
    client.get(reverse("dashboard:board"))
    pages = []
    for first in (None, SHORT + 1):
        if first is not None:
            grow(house, first=first, last=LONG)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("dashboard:board")).status_code == 200
        pages.append(pages_of(asked.captured_queries))

    short, long = (sum(each.values()) for each in pages)
    worst = "\n".join(f"{read}: {sql[:600]}" for sql, read in sorted(pages[1].items(), key=lambda row: -row[1])[:4])
    assert len(asked) <= MOST_QUERIES
    assert long <= short * MOST_TIMES, f"{short} pages with a month behind it, {long} with a year:\n{worst}"
