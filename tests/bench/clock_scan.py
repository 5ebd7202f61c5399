"""What the engines ask every second, over 50 thousand, 500 thousand and 5 million clocks: which are due?

Measured is the query of the fire pass with nothing due and with 500 due, the pages it reads, and beside it the same
question answered by a scan of the table and by an ordinary index on the due date. The shape is that of a house after
years: nearly all clocks are closed, the newest run.
"""

from __future__ import annotations

import json
import statistics

from django.db import connection, transaction

from custody.alerts.passes import fire
from custody.deadlines.selectors import database_now
from tests.bench._house import house, row, say

SIZES = (50_000, 500_000, 5_000_000)
OPEN = 3_000
DUE = 500
LOAD = """
INSERT INTO custody_clock (clock_type, subject_kind, subject_id, jurisdiction, epoch, started_at, armed_at, due_at,
                           next_stage, next_fire_at, replayed, closed_at, closed_by, eval_errors)
SELECT 'TARGET_DESTRUCTION', 'unit', gen_random_uuid(), 'BE', 1, at, at, at + interval '48 hours',
       CASE WHEN runs THEN '50%%' END, CASE WHEN runs THEN now() + n * interval '1 second' + interval '1 day' END,
       false, CASE WHEN runs THEN NULL ELSE at + interval '30 hours' END,
       CASE WHEN runs THEN NULL ELSE 'unit.destroyed/1' END, 0
FROM (SELECT n, n > %(most)s - %(open)s AS runs, now() - (%(most)s - n) * interval '60 seconds' AS at
      FROM generate_series(%(first)s, %(most)s) n) made
"""


def bench():
    out, nothing, some, pages = [], {}, {}, {}
    with house("custody_bench_scan", role="postgres"):
        _prepare()
        loaded = 0
        for size in SIZES:
            _load(loaded + 1, size)
            loaded = size
            nothing[size], pages[size] = _measured()
            with _due():
                some[size], pages_due = _measured()
            say(f"{size:,} clocks: {nothing[size]:.3f} ms and {pages[size]} pages with nothing due, "
                f"{some[size]:.3f} ms and {pages_due} pages with {DUE} due")
            out += [
                row(f"fire scan of {size:,} clocks, nothing due", nothing[size], unit="ms"),
                row(f"fire scan of {size:,} clocks, nothing due: pages read", pages[size], unit="pages"),
                row(f"fire scan of {size:,} clocks, {DUE} due", some[size], unit="ms"),
                row(f"fire scan of {size:,} clocks, {DUE} due: pages read", pages_due, unit="pages"),
            ]
        largest, smallest = SIZES[-1], SIZES[0]
        out += _against(nothing[largest], some[largest])
    return [
        *out,
        row("fire scan, nothing due: 5 million against 50 thousand", nothing[largest] / nothing[smallest], unit="times",
            against=2.0, against_what="what was asked for"),
        row("fire scan, 500 due: 5 million against 50 thousand", some[largest] / some[smallest], unit="times",
            against=2.0, against_what="what was asked for"),
    ]  # fmt: skip


def _prepare():
    """Drop what only slows the loading down and has no part in the question."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE custody_clock DROP CONSTRAINT clock_one_per_epoch")
        cursor.execute("SET synchronous_commit = off")


def _load(first, most):
    """Add clocks up to a number; of all there are, only the newest run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE custody_clock SET closed_at = now(), closed_by = 'x', next_fire_at = NULL, next_stage = NULL "
            "WHERE closed_at IS NULL"
        )
        cursor.execute(LOAD, {"first": first, "most": most, "open": OPEN})
        cursor.execute("VACUUM (ANALYZE) custody_clock")


class _due:
    """Some of the running clocks are due while this lasts."""

    def __enter__(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE custody_clock SET next_fire_at = now() - interval '1 minute' WHERE id IN "
                "(SELECT id FROM custody_clock WHERE next_fire_at IS NOT NULL ORDER BY next_fire_at LIMIT %s)", [DUE]
            )
            cursor.execute("VACUUM (ANALYZE) custody_clock")

    def __exit__(self, *_):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE custody_clock SET next_fire_at = now() + interval '1 day' WHERE next_fire_at < now()"
            )
            cursor.execute("VACUUM (ANALYZE) custody_clock")


def _question():
    """Return the query of the fire pass, as it is asked, for up to 500."""
    rows = fire._armed(database_now()).select_for_update(skip_locked=True, of=("self",)).select_related("site")
    with transaction.atomic():
        return rows.order_by("next_fire_at", "pk")[:DUE].query.sql_with_params()


def _measured(question=None, *, times=40):
    """Return the median time the server takes for one answer in milliseconds, and how many pages it reads.

    What the way to the server and the commit take is the same for every way of asking, and left out.
    """
    sql, params = question or _question()
    _answer(sql, params)
    answers = [_answer(sql, params) for _ in range(times)]
    plan = answers[-1]["Plan"]
    took = statistics.median(answer["Execution Time"] for answer in answers)
    return took, plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def _answer(sql, params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS, FORMAT JSON) {sql}", params)
        [(found,)] = cursor.fetchall()
        transaction.set_rollback(True)
    return (json.loads(found) if isinstance(found, str) else found)[0]


def _against(nothing, some):
    """Answer the same question by a scan of the whole table, and by an index on the due date of all clocks."""
    out = []
    scan = {}
    with connection.cursor() as cursor:
        for off in ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"):
            cursor.execute(f"SET {off} = off")
    scan["nothing"], pages = _measured(times=3)
    with _due():
        scan["some"], _ = _measured(times=3)
    say(f"scan of the table: {scan['nothing']:.0f} ms, {pages:,} pages; {scan['some']:.0f} ms with {DUE} due")
    with connection.cursor() as cursor:
        for off in ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"):
            cursor.execute(f"SET {off} = on")
        # What there is without this design: no index that leaves out what is closed.
        cursor.execute("DROP INDEX clock_open_by_due, clock_poisoned, clock_one_open")
        cursor.execute("CREATE INDEX ordinary ON custody_clock (due_at)")
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("ANALYZE custody_clock")
    plain = ("SELECT * FROM custody_clock WHERE closed_at IS NULL AND due_at <= now() - interval '1 day' "
             "ORDER BY due_at LIMIT 500 FOR UPDATE SKIP LOCKED", [])  # fmt: skip
    ordinary, ordinary_pages = _measured(plain, times=3)
    say(f"ordinary index on due_at: {ordinary:.0f} ms, {ordinary_pages:,} pages")
    out += [
        row("fire scan of 5,000,000 clocks, nothing due, against a scan of the table", nothing, unit="ms",
            against=scan["nothing"], against_what="full scan"),
        row("fire scan of 5,000,000 clocks, 500 due, against a scan of the table", some, unit="ms",
            against=scan["some"], against_what="full scan"),
        row("fire scan of 5,000,000 clocks, nothing due, against an ordinary index", nothing, unit="ms",
            against=ordinary, against_what="index on due_at"),
        row("pages read with nothing due, against an ordinary index", _measured()[1], unit="pages",
            against=ordinary_pages, against_what="index on due_at"),
    ]  # fmt: skip
    return out
