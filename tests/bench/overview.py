"""The overview of a supervisor with 10 thousand and with a million events behind it: time of the server, queries.

The history is that of one burn every eight hours, copied row by row into the past: seizures, units, placements,
hand-overs, orders, burns, postings, clocks and events, without their disclosures, which no page reads. What lies here
now is the same each time.
"""

from __future__ import annotations

import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import stories
from tests.bench._house import house, median_ms, row, say
from tests.conftest import _cast
from tests.destruction import stories as fire
from tests.growth import grow
from tests.web.desk import browser_of

FEW, MANY = 10_000, 1_000_000
STEP = 1_000
"""Copies at a time."""
TIMES = 30
AIM_MS, AIM_QUERIES = 100.0, 25
PAGES = ("board", "hours")


def bench():
    out, took = [], {}
    with house("custody_bench_overview") as name:
        cast = _cast()
        fire.reconciled(cast, count=4)
        events = grow(name, first=1, last=1, events=True)
        each = events // 2
        for count in range(4):
            stories.stored(cast, count=20 + count)
        fire.planned(cast)
        copied = 1
        client = browser_of(cast.supervisor)
        for wanted in (FEW, MANY):
            while events < wanted:
                last = copied + min(STEP, -(-(wanted - events) // each))
                events = grow(name, first=copied + 1, last=last, events=True)
                copied = last
            for page in PAGES:
                path = reverse(f"dashboard:{page}")
                client.get(path)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(path).status_code == 200
                queries, here = len(asked), []
                for _ in range(TIMES):
                    began = time.process_time()
                    client.get(path)
                    here.append((time.process_time() - began) * 1000)
                took[page, wanted] = median_ms(lambda path=path: client.get(path), times=TIMES)
                say(f"{page} with {events:,} events: {took[page, wanted]:.0f} ms, of which "
                    f"{statistics.median(here):.0f} ms work of this process; {queries} queries")
                out += [
                    row(f"{page} with {wanted:,} events: median", took[page, wanted], unit="ms", against=AIM_MS,
                        against_what="the aim"),
                    row(f"{page} with {wanted:,} events: queries", queries, unit="queries", against=AIM_QUERIES,
                        against_what="the aim"),
                ]  # fmt: skip
    return out + [
        row(f"{page}: a million events against 10 thousand", took[page, MANY] / took[page, FEW], unit="times",
            against=1.5, against_what="flat, with the noise of a machine")
        for page in PAGES
    ]  # fmt: skip
