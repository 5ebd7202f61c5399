"""What a machine asks: alive, ready, and how it goes."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError
from django.urls import reverse

from custody.alerts.gateways import ERRORS_IN_A_ROW
from custody.alerts.models import Delivery, GatewayState, Heartbeat
from custody.web.health import views
from tests import stories
from tests.alerts.test_acting import raised
from tests.danger import reported


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


def test_a_signer_that_is_behind_is_named_and_the_pages_stay_ready(cast, client, monkeypatch):
    Heartbeat.objects.create(engine="alert_engine", work="fire", last_ok_at=stories.now())
    monkeypatch.setattr(views, "oldest_pending_seconds", lambda: 0.0)
    monkeypatch.setattr(views, "oldest_unsigned_seconds", lambda: 9.0)

    answer = client.get(reverse("readyz"))

    assert (answer.status_code, answer.json()["parts"]["signer"]) == (200, "9 s behind")


def test_gauges_of_a_database_that_is_away_are_no_fault_of_the_page(cast, client, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(views, "oldest_pending_seconds", away)

    answer = client.get(reverse("metrics"))

    assert (answer.status_code, answer.content) == (503, b"The database does not answer\n")


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


def unlabelled(client):
    """Return the gauges of the out-tray and of the gateways, as a stranger reads them; ages left out."""
    lines = client.get(reverse("metrics")).content.decode().splitlines()
    return [each for each in lines if each.startswith(("custody_deliveries_unfinished", "custody_gateway"))]


def test_a_stranger_reads_no_report_made_in_silence_off_the_gauges(cast, client):
    GatewayState.objects.create(name="first", errors_in_a_row=0)
    before = unlabelled(client)
    assert before == ["custody_deliveries_unfinished 0.0", 'custody_gateway_well{gateway="first"} 1.0']

    reported(cast.officer, silent=True)
    raised("DURESS", about=(cast.officer.id,))
    GatewayState.objects.update(errors_in_a_row=1)
    assert Delivery.objects.filter(next_attempt_at__isnull=False, level=0).exists()
    assert unlabelled(client) == before

    raised("AL13")
    GatewayState.objects.update(errors_in_a_row=ERRORS_IN_A_ROW)
    waiting = Delivery.objects.filter(alert__rule="AL13").count()
    assert waiting
    assert unlabelled(client) == [
        f"custody_deliveries_unfinished {waiting}.0", 'custody_gateway_well{gateway="first"} 0.0',
    ]  # fmt: skip


def test_where_a_token_is_set_the_gauges_are_for_who_brings_it(cast, client, settings):
    settings.CUSTODY_METRICS_TOKEN = "correct"

    assert client.get(reverse("metrics")).status_code == 401
    assert client.get(reverse("metrics"), headers={"authorization": "Bearer wrong"}).status_code == 401
    assert client.get(reverse("metrics"), headers={"authorization": "Bearer correct"}).status_code == 200
