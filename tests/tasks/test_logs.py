"""What a process says of itself holds nothing of what anybody entered: no label, no seal, no row of the database."""

from __future__ import annotations

import io
import json
import logging
from unittest import mock

import pytest
from celery.app.trace import trace_task
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client

from config import celery, env, logs
from custody.core.errors import NotAllowedNow
from custody.organisation.models import Place

PLANTED = "HERON-AN77-4417"


@pytest.fixture
def lines():
    """Return what was logged since, each line read as data; nothing of it may hold what was planted."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.as_data())
    loggers = [logging.getLogger(name) for name in ("", "gunicorn.error")]
    levels = [each.level for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO)

    def read():
        assert PLANTED not in out.getvalue()
        return [json.loads(line) for line in out.getvalue().splitlines()]

    yield read
    for each, level in zip(loggers, levels, strict=True):
        each.removeHandler(handler)
        each.setLevel(level)


def test_a_broken_rule_of_the_database_is_told_by_its_name_and_not_by_the_row(cast, lines):
    log = logging.getLogger("custody.alerts.passes.fire")
    with pytest.raises(DataError, match=PLANTED) as unread, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::uuid", [PLANTED])
    log.error("clock %s breaks a rule of the database", 7, exc_info=unread.value)
    log.warning("left to another engine: %s", unread.value)
    with pytest.raises(IntegrityError) as twice, transaction.atomic():
        Place.objects.first().save(force_insert=True)
    log.warning("left to another engine: %s", twice.value)

    told, short, doubled = lines()
    assert told["event"] == "clock 7 breaks a rule of the database"
    assert told["error"] == "DataError 22P02"
    assert any("test_logs.py" in place for link in told["chain"] for place in link["at"])
    assert (told["level"], told["logger"]) == ("error", "custody.alerts.passes.fire")
    assert short["event"] == "left to another engine: DataError 22P02"
    assert doubled["event"] == "left to another engine: IntegrityError 23505 custody_place_pkey"


def test_a_refusal_is_told_by_its_code(lines):
    logging.getLogger("custody.alerts").info("not applied: %s", NotAllowedNow("unit.held", f"{PLANTED} is held"))

    assert lines()[0]["event"] == "not applied: NotAllowedNow unit.held"


def test_a_page_that_breaks_is_told_by_its_route(cast, lines, monkeypatch):
    monkeypatch.setattr("custody.web.health.views.oldest_pending_seconds", mock.Mock(side_effect=ValueError(PLANTED)))

    Client(raise_request_exception=False).get(f"/readyz?label={PLANTED}")

    [told] = [line for line in lines() if "error" in line]
    assert (told["event"], told["status"], told["error"]) == ("GET readyz", 500, "ValueError")


def test_an_address_that_is_not_ours_is_not_repeated(cast, lines):
    Client().get(f"/nowhere/{PLANTED}/")

    assert [(line["event"], line["status"]) for line in lines()] == [("GET (no such page)", 404)]


def test_a_task_that_fails_tells_neither_its_error_nor_what_it_was_given(lines):
    @celery.app.task(name="tests.broken")
    def broken(_what):
        raise ValueError(PLANTED)

    trace_task(broken, "one", [PLANTED], {}, request={"is_eager": False}, app=celery.app)

    [told] = [line for line in lines() if line["logger"] == "celery.app.trace"]
    assert told["event"].startswith("Task tests.broken[")
    assert told["event"].endswith("raised unexpected: ...")
    assert told["error"] == "ValueError"


def test_what_a_library_is_given_is_told_only_where_it_is_a_number(lines):
    logging.getLogger("gunicorn.error").error("Error handling request %s of %d", f"/m/{PLANTED}/", 3)

    assert lines()[0]["event"] == "Error handling request ... of 3"


def test_a_process_writes_data_unless_it_is_told_otherwise(monkeypatch):
    monkeypatch.delenv("CUSTODY_LOG_FORM")
    assert logs.settings()["handlers"]["console"]["formatter"] == "data"

    monkeypatch.setenv("CUSTODY_LOG_FORM", "prose")
    with pytest.raises(env.BadSetting, match="CUSTODY_LOG_FORM must be one of data, lines"):
        logs.settings()

