"""Celery is set so that no promise rests on it: UTC, intervals, passes that may run twice, and no broker for a page."""

from __future__ import annotations

import ast
import io
import json
import os
from datetime import timedelta

import pytest
from celery.beat import Scheduler, SchedulingError
from django.core.management import call_command, load_command_class
from django.db import OperationalError

from config.beat import WatchedScheduler
from config.celery import app
from config.launcher.processes import PROCESSES
from custody import tasks
from custody.alerts.models import Heartbeat
from custody.alerts.passes.all import EVERY, VERIFYING
from tests.architecture.source import calls, method_name, python_files, relative, where


@pytest.fixture(scope="module", autouse=True)
def loaded():
    app.loader.import_default_modules()


@pytest.mark.parametrize("name", sorted(app.conf.beat_schedule))
def test_a_tick_is_an_interval_that_nobody_needs_when_the_next_has_come(name):
    entry = app.conf.beat_schedule[name]

    assert isinstance(entry["schedule"], timedelta)
    assert entry["options"]["expires"] < entry["schedule"].total_seconds()
    assert entry["task"] in app.tasks


@pytest.mark.parametrize("process", [each for each in PROCESSES if each.role], ids=lambda process: process.name)
def test_no_engine_reads_the_pages_before_it_begins(process):
    if process.command[0] == "manage.py":
        assert tuple(load_command_class("custody", process.command[1]).requires_system_checks) == ()
    else:
        assert process.name == "web" or os.environ["CELERY_SKIP_CHECKS"]


def test_time_is_utc_and_results_are_nobodys():
    assert (app.conf.timezone, app.conf.enable_utc, app.conf.task_ignore_result) == ("UTC", True, True)
    assert app.conf.result_backend is None
    assert not app.conf.task_always_eager


def test_work_that_a_dead_worker_had_comes_back():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def test_a_long_task_is_taken_off_the_queue_first():
    for name, task in app.tasks.items():
        limit = task.time_limit or app.conf.task_time_limit
        late = app.conf.task_acks_late if task.acks_late is None else task.acks_late
        if name.startswith("custody."):
            assert not late or limit < app.conf.broker_transport_options["visibility_timeout"], name


@pytest.mark.parametrize(("task", "name"), [("alert_fire", "alerts"), ("import_scenario", "bulk")])
def test_alerts_have_a_queue_of_their_own(task, name):
    queue = app.amqp.router.route({}, f"custody.tasks.{task}")["queue"]

    assert (queue.name, queue.exchange.name, queue.routing_key) == (name, name, name)


def test_a_broker_that_hangs_is_left():
    assert app.conf.broker_transport_options["socket_timeout"] <= 5
    assert app.conf.broker_transport_options["socket_connect_timeout"] <= 3
    assert app.conf.task_publish_retry_policy["max_retries"] <= 1


def test_nothing_of_ours_but_beat_publishes_a_task():
    publishing = {"delay", "apply_async", "send_task", "delay_on_commit", "apply_async_on_commit"}

    found = [
        where(file, node)
        for file in python_files("custody", "config")
        for node in calls(file)
        if method_name(node) in publishing and relative(file).parts[-1] != "beat.py"
    ]

    assert found == []


def test_no_page_and_no_action_knows_celery_or_redis():
    strays = []
    for file in python_files("custody"):
        if relative(file).parts[1] == "tasks.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            strays += [where(file, node) for name in names if name.split(".")[0] in {"celery", "redis", "kombu"}]

    assert strays == []


def test_each_task_is_one_call_into_a_room(house_cast):
    passes = [task for name, task in sorted(vars(tasks).items()) if name.startswith("alert_")]
    for task in (*passes, tasks.verify_ledger):
        task()

    works = set(Heartbeat.objects.filter(engine="celery").values_list("work", flat=True))
    assert works >= {"fire", "escalate", "dispatch", "sweep", "probe", "shift", "canary", "verify"}


def test_every_pass_of_the_other_engine_is_a_task_with_a_tick():
    ticking = {entry["task"].rpartition(".")[2] for entry in app.conf.beat_schedule.values()}
    for name, work in (*EVERY, *VERIFYING):
        assert {f"alert_{name}", f"{name}_ledger", f"{name}_clocks"} & ticking, name
        assert work.__module__.startswith("custody.alerts.passes.")


def test_beat_tells_that_it_ticks_and_that_the_broker_takes_what_it_publishes(house_cast, monkeypatch, tmp_path):
    scheduler = WatchedScheduler(app, schedule_filename=str(tmp_path / "beat"), lazy=True)
    entry = scheduler.Entry(name="fire", task="custody.tasks.alert_fire", schedule=timedelta(seconds=2), app=app)
    monkeypatch.setattr(Scheduler, "apply_async", lambda self, entry, **rest: "published")
    assert scheduler.apply_async(entry) == "published"
    assert set(Heartbeat.objects.values_list("engine", "work")) == {("beat", "tick"), ("beat", "published")}


def test_beat_that_cannot_publish_tells_only_that_it_ticks(house_cast, monkeypatch, tmp_path):
    def refused(self, entry, **rest):
        raise SchedulingError("no broker")

    scheduler = WatchedScheduler(app, schedule_filename=str(tmp_path / "beat"), lazy=True)
    monkeypatch.setattr(Scheduler, "apply_async", refused)
    for _ in range(2):
        with pytest.raises(SchedulingError):
            scheduler.apply_async(None)
    assert set(Heartbeat.objects.values_list("engine", "work")) == {("beat", "tick")}


def test_beat_that_waits_for_a_broker_tells_that_it_ticks(house_cast, monkeypatch, tmp_path):
    class Gone(Exception):
        pass

    class Away:
        def ensure_connection(self, errback, max_retries, **intervals):
            errback(OSError("refused"), 3)
            raise Gone

    scheduler = WatchedScheduler(app, schedule_filename=str(tmp_path / "beat"), lazy=True)
    monkeypatch.setattr(WatchedScheduler, "connection", Away())
    with pytest.raises(Gone):
        scheduler._ensure_connected()
    assert set(Heartbeat.objects.values_list("engine", "work")) == {("beat", "tick")}


def test_beat_outlives_a_database_that_is_away(house_cast, monkeypatch, tmp_path, caplog):
    def away(**rest):
        raise OperationalError("no database")

    scheduler = WatchedScheduler(app, schedule_filename=str(tmp_path / "beat"), lazy=True)
    monkeypatch.setattr(Scheduler, "apply_async", lambda self, entry, **rest: "published")
    monkeypatch.setattr("custody.alerts.passes.engine.beat", away)
    assert scheduler.apply_async(None) == "published"
    assert "cannot leave a sign of life" in caplog.text


def test_the_engine_does_one_round_when_asked(house_cast):
    out = io.StringIO()
    call_command("alert_engine", "--once", "--json", stdout=out)

    done = json.loads(out.getvalue())
    assert (done["fire"], done["escalate"], done["dispatch"]) == (0, 0, 0)
    assert done["sweep"]["unfired_past_due"] == 0

    out = io.StringIO()
    call_command("alert_engine", "--once", stdout=out)
    assert "fire: 0" in out.getvalue()
