"""What a machine asks: alive, ready, and how it goes."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError
from django.urls import reverse

from custody.alerts.models import Heartbeat
from custody.web.health import views
from tests import stories


def test_alive_needs_nothing(client):
    assert client.get(reverse("healthz")).content == b"ok\n"


def test_ready_needs_a_ledger_that_keeps_up_and_one_engine(cast, client, monkeypatch):
    monkeypatch.setattr(views, "oldest_pending_seconds", lambda: 0.0)
    assert client.get(reverse("readyz")).status_code == 503

    Heartbeat.objects.create(engine="alert_engine", work="fire", last_ok_at=stories.now())
    answer = client.get(reverse("readyz"))

    assert answer.status_code == 200, answer.json()
    assert answer.json()["parts"]["engine alert_engine"] == "ok"


def test_a_silent_engine_and_a_late_ledger_are_named(cast, client, monkeypatch):
    Heartbeat.objects.create(engine="celery", work="fire", last_ok_at=stories.now() - timedelta(hours=1))
    monkeypatch.setattr(views, "oldest_pending_seconds", lambda: 60.0)

    answer = client.get(reverse("readyz"))

    assert answer.status_code == 503
    assert "silent for 36" in answer.json()["parts"]["engine celery"]
    assert answer.json()["parts"]["ledger"] == "60 s behind"


def test_a_database_that_is_away_is_named(cast, client, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(views, "oldest_pending_seconds", away)

    answer = client.get(reverse("readyz"))

    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "does not answer"}


def test_the_gauges_are_there(cast, client):
    Heartbeat.objects.create(engine="celery", work="fire", last_ok_at=stories.now())

    text = client.get(reverse("metrics")).content.decode()

    assert "custody_ledger_oldest_pending_seconds" in text
    assert 'custody_engine_silence_seconds{engine="celery"}' in text
    assert "custody_ledger_signed_size 0.0" in text
