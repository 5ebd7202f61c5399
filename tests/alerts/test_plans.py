"""What the engines ask every second stays cheap however long the history is: partial indexes, a handful of pages."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.alerts.models import Alert, Delivery
from custody.alerts.passes import fire as firing
from custody.alerts.passes.all import CALLING, EVERY
from custody.alerts.watching import examine
from custody.alerts.watching.invariants import LATE
from custody.deadlines import recompute, selectors
from custody.deadlines.models import Clock
from tests import stories
from tests.browser.conftest import house_of_its_own

HISTORY = 100_000
MOST_PAGES = 50


@pytest.fixture(scope="module")
def years(django_db_setup, django_db_blocker):
    """Fill the tables of a house with years of closed clocks, once for all who ask."""
    with django_db_blocker.unblock(), house_of_its_own() as people:
        _fill(people)
        yield


@pytest.fixture
def history(years, django_db_blocker):
    """Let the test work in the house of many years, with a planner of its own mind."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("RESET enable_seqscan")
        # Each worker reads the catalogue for itself: how many there are depends on the size of a table nobody analysed.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        yield


def _fill(people):
    stories.stored(people)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO custody_clock (clock_type, subject_kind, subject_id, jurisdiction, epoch, started_at, "
            "armed_at, due_at, replayed, closed_at, closed_by, eval_errors) "
            "SELECT 'TARGET_DESTRUCTION', 'unit', gen_random_uuid(), 'BE', 1, now() - n * interval '5 minutes', "
            "now() - n * interval '5 minutes', "
            "now() - n * interval '4 minutes', false, now(), 'unit.destroyed/1', 0 FROM generate_series(1, %s) n",
            [HISTORY],
        )


def pages_and_indexes(rows):
    """Return how many pages a query touches, and the indexes it uses; a scan of the whole table is named so."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        [(found,)] = cursor.fetchall()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    used = set()

    def walk(node):
        used.add(node.get("Index Name") or (node["Node Type"] if node["Node Type"] == "Seq Scan" else ""))
        for child in node.get("Plans", ()):
            walk(child)

    walk(plan)
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], used - {""}


def test_the_search_for_due_clocks_reads_a_handful_of_pages(history):
    now = stories.now()

    for rows in (firing._armed(now).order_by("next_fire_at"), Clock.objects.filter(next_fire_at__lt=now - LATE)):
        pages, used = pages_and_indexes(rows)
        assert used == {"clock_armed"}
        assert pages <= MOST_PAGES


def test_the_dashboard_reads_open_clocks_only(history):
    now = stories.now()

    for rows in (
        selectors.goods_clocks().filter(due_at__lte=now).order_by("due_at"),
        selectors._running().filter(due_at__lte=now).order_by("due_at"),
        recompute._open().order_by("due_at", "pk")[:500],
        Clock.objects.filter(closed_at__isnull=True, due_at__lte=now),
    ):
        pages, used = pages_and_indexes(rows)
        assert "Seq Scan" not in used
        print("PAGES", pages)
        assert pages <= MOST_PAGES


def test_alerts_and_messages_are_found_by_partial_indexes(history):
    now = stories.now()
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")  # the tables of a test are too small for the planner to care

    _, used = pages_and_indexes(Alert.objects.exclude(state="resolved").filter(next_escalation_at__lte=now))
    assert used == {"alert_to_escalate"}
    _, used = pages_and_indexes(Alert.objects.filter(state="open"))
    assert used <= {"alert_untaken"}
    _, used = pages_and_indexes(Delivery.objects.filter(next_attempt_at__lte=now))
    assert used == {"delivery_to_send"}


GROWS = {"custody_clock", "custody_alert", "custody_delivery", "custody_event", "custody_leaf", "custody_blackout",
         "custody_canary", "custody_checkpoint", "custody_duty", "custody_silence"}  # fmt: skip


def scanned(plan):
    """Return the tables that a plan reads whole."""
    own = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return own.union(*(scanned(child) for child in plan.get("Plans", ())))


def read_whole(queries):
    """Return, of some queries, those that read a growing table whole although they need not read it by its order."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")  # only a query that no index can serve still reads a table whole
        for query in queries:
            if query["sql"].startswith("SELECT") and "custody_" in query["sql"]:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}")
                [(plan,)] = cursor.fetchall()
                plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
                if scanned(plan) & GROWS:
                    found.append(query["sql"])
        cursor.execute("RESET enable_seqscan")
    return found


# A ping asks nobody while no address is set.
ASKING = [each for each in EVERY if each not in CALLING]


@pytest.mark.parametrize("work", [work for _, work in ASKING], ids=[name for name, _ in ASKING])
def test_no_pass_reads_a_table_that_grows_whole(history, work):
    """What runs every few seconds, for years, may not cost more every year."""
    with CaptureQueriesContext(connection) as asked:
        work(engine="test")

    assert len(asked.captured_queries) > 0
    assert read_whole(asked.captured_queries) == []


def test_whoever_asks_whether_the_alarm_system_is_well_reads_no_table_that_grows_whole(history):
    """The watchdog's cost must not grow with history, or somebody will switch it off."""
    with CaptureQueriesContext(connection) as asked:
        examine(stories.now())
    assert read_whole(asked.captured_queries) == []
