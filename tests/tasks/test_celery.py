"""Celery is set so that no promise rests on it: UTC, intervals, passes that may run twice, and no broker for a page."""

from __future__ import annotations

import ast
import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from config.celery import app
from custody import tasks
from custody.alerts.models import Heartbeat
from tests.architecture.source import calls, method_name, python_files, relative, where


@pytest.fixture(scope="module", autouse=True)
def loaded():
    app.loader.import_default_modules()


@pytest.mark.parametrize("name", sorted(app.conf.beat_schedule))
def test_a_tick_is_an_interval_that_nobody_needs_when_the_next_has_come(name):
    entry = app.conf.beat_schedule[name]

    assert isinstance(entry["schedule"], timedelta)
    assert entry["options"]["expires"] <= entry["schedule"].total_seconds()
    assert entry["task"] in app.tasks


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


def test_nothing_of_ours_publishes_a_task():
    publishing = {"delay", "apply_async", "send_task", "delay_on_commit", "apply_async_on_commit"}

    found = [
        where(file, node)
        for file in python_files("custody", "config")
        for node in calls(file)
        if method_name(node) in publishing
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
    for task in (tasks.alert_fire, tasks.alert_escalate, tasks.alert_dispatch, tasks.alert_sweep):
        task()

    assert set(Heartbeat.objects.values_list("engine", "work")) == {
        ("celery", name) for name in ("fire", "escalate", "dispatch", "sweep")
    }


def test_the_engine_does_one_round_when_asked(house_cast):
    out = io.StringIO()
    call_command("alert_engine", "--once", "--json", stdout=out)

    done = json.loads(out.getvalue())
    assert (done["fire"], done["escalate"], done["dispatch"]) == (0, 0, 0)
    assert done["sweep"]["unfired_past_due"] == 0

    out = io.StringIO()
    call_command("alert_engine", "--once", stdout=out)
    assert "fire: 0" in out.getvalue()
