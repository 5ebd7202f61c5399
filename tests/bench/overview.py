"""The overview of a supervisor with 10 and 200 thousand and with a million events behind it: time, queries, pages read.

The history is that of one burn every eight hours, copied row by row into the past: seizures, units, placements,
hand-overs, orders, burns, postings, clocks and events, without their disclosures, which no page reads. What lies here
now is the same each time. The million is told beside 200 thousand too: with 10 thousand the house is a month old, and
a page that shows half a year finds little.

Other work beside it makes the clock of a page say little: the processor time of this process and of its session in the
database are told too, and how many pages of tables and indexes the queries touch, which is the same on every machine.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import stories
from tests.bench._house import house, median_ms, row, say
from tests.conftest import _cast
from tests.destruction import stories as fire
from tests.growth import grow
from tests.web.dashboard.test_plans import pages_of
from tests.web.desk import browser_of

FEW, MID, MANY = 10_000, 200_000, 1_000_000
STEP = 1_000
"""Copies at a time."""
TIMES = 20
AIM_MS, AIM_QUERIES = 100.0, 25
PAGES = ("dashboard:board", "dashboard:wall", "dashboard:hours", "dashboard:goods", "dashboard:slots", "figures:year")


def bench():
    out, took, works, reads = [], {}, {}, {}
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
        for wanted in (FEW, MID, MANY):
            while events < wanted:
                last = copied + min(STEP, -(-(wanted - events) // each))
                events = grow(name, first=copied + 1, last=last, events=True)
                copied = last
            for page in PAGES:
                path = reverse(page)
                client.get(path)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(path).status_code == 200
                    queries = asked.captured_queries
                pages = sum(pages_of(queries).values())
                ours, theirs = [], []
                for _ in range(TIMES):
                    here, there = time.process_time(), _session_ms()
                    client.get(path)
                    ours.append((time.process_time() - here) * 1000)
                    theirs.append(_session_ms() - there)
                took[page, wanted] = median_ms(lambda path=path: client.get(path), times=TIMES)
                works[page, wanted] = statistics.median(ours) + statistics.median(theirs)
                reads[page, wanted] = pages
                say(f"{page} with {events:,} events: {took[page, wanted]:.0f} ms by the clock; work of this process "
                    f"{statistics.median(ours):.0f} ms, of the database {statistics.median(theirs):.0f} ms; "
                    f"{len(queries)} queries that touch {pages:,} pages")
                out += [
                    row(f"{page} with {wanted:,} events: median", took[page, wanted], unit="ms", against=AIM_MS,
                        against_what="the aim"),
                    row(f"{page} with {wanted:,} events: work", works[page, wanted], unit="ms", against=AIM_MS,
                        against_what="the aim"),
                    row(f"{page} with {wanted:,} events: queries", len(queries), unit="queries", against=AIM_QUERIES,
                        against_what="the aim"),
                ]  # fmt: skip
    return out + [
        row(f"{page}: {what}, a million events against {few:,}", found[page, MANY] / found[page, few], unit="times",
            against=1.0, against_what="flat")
        for page in PAGES
        for what, found in (("work", works), ("pages read", reads))
        for few in (FEW, MID)
    ]  # fmt: skip


def _session_ms() -> float:
    """Return the processor time that our session in the database has used, which runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [(process,)] = cursor.fetchall()
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1_000_000
