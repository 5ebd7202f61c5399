"""The overview costs the same after years: what it reads does not grow with history."""

from __future__ import annotations

import json
from collections import defaultdict

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import stories
from tests.destruction import stories as fire
from tests.growth import grow
from tests.web.desk import browser_of

MONTH, YEAR, YEARS = 120, 1200, 3000
"""How many burns there were, one every eight hours: those of forty days, a year and a month, nearly three years."""
OF_A_MONTH = ("board", "wall", "goods", "slots")
OF_MONTHS = ("dashboard:hours", "figures:year")
"""What reads half a year, and a year: it costs more until so much lies behind the house, and then the same."""
MOST_TIMES = 1.3
MOST_QUERIES = 25
FEW = 60
"""Pages that an index is deeper by, where next to nothing is read."""


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


def read_by(client, path):
    """Return how many pages each query of a page touches, and how many queries there are."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
        queries = asked.captured_queries
    return pages_of(queries), len(queries)


def test_what_the_overview_reads_does_not_grow_with_history(house, house_cast):
    fire.reconciled(house_cast)
    grow(house, first=1, last=MONTH)
    stories.stored(house_cast, count=3)
    fire.planned(house_cast)
    client, reads = browser_of(house_cast.supervisor), defaultdict(list)
    for first, last, names in (
        (None, MONTH, [f"dashboard:{name}" for name in OF_A_MONTH]),
        (MONTH + 1, YEAR, [*(f"dashboard:{name}" for name in OF_A_MONTH), *OF_MONTHS]),
        (YEAR + 1, YEARS, OF_MONTHS),
    ):
        if first is not None:
            grow(house, first=first, last=last)
        for name in names:
            pages, queries = read_by(client, reverse(name))
            assert queries <= MOST_QUERIES, name
            reads[name].append(pages)

    for name, (short, long) in reads.items():
        before, after = (sum(each.values()) for each in (short, long))
        worst = "\n".join(f"{read}: {sql[:600]}" for sql, read in sorted(long.items(), key=lambda row: -row[1])[:4])
        assert after <= before * MOST_TIMES + FEW, f"{name} reads {before} pages, and {after} years later:\n{worst}"
