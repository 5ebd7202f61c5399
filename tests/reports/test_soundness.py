"""The doctor: each question is answered well in a sound house, and badly when its subject is broken."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from custody.alerts.models import Heartbeat
from custody.alerts.watching import Part
from custody.reports import soundness
from tests import stories


def _answers():
    return {answer.question: answer for answer in soundness.examine()}


@pytest.fixture
def sound(house_cast, seal_all, settings):
    """A house in which everything is as it should be."""
    settings.CUSTODY_PING_URL = "http://127.0.0.1:1/ping/secret"
    Heartbeat.objects.create(engine="alert_engine", work="fire", last_ok_at=stories.now())
    settings.CUSTODY_SMS_GATEWAYS = [{"name": name, "driver": "kannel", "url": "http://sms"} for name in ("a", "b")]
    settings.CUSTODY_SMS_INBOUND_SECRET = "secret"
    stories.contained(house_cast)
    seal_all()
    return house_cast


def test_a_sound_house_is_well(sound, capsys):
    assert [answer for answer in _answers().values() if not answer.is_well] == []

    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 0
    assert "NOT WELL" not in capsys.readouterr().out


def test_each_fault_is_named_with_what_to_do(sound, settings, as_role, monkeypatch, capsys):
    def bad(question):
        answer = _answers()[question]
        assert not answer.is_well
        return answer.advice

    settings.CUSTODY_DEMO, settings.DEBUG = True, True
    assert "hand out badges" in bad("the demo's shortcuts are off, or this is the demo")
    assert "CUSTODY_DEBUG" in bad("the demo's shortcuts are off, or this is the demo")
    settings.CUSTODY_BASE_URL, settings.SECRET_KEY = "http://custody.example/", "short"
    assert "not https" in bad("the connection is private and the secret long")
    assert "short" in bad("the connection is private and the secret long")
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT, settings.CUSTODY_SMS_GATEWAYS = "", None, []
    settings.CUSTODY_SMS_INBOUND_SECRET = ""
    assert bad("mail and SMS are set").count("CUSTODY_") == 4
    settings.CUSTODY_SMS_GATEWAYS = [{"name": "a", "driver": "pigeon", "url": "x"}] * 2
    assert "pigeon" in bad("mail and SMS are set")
    assert "the name of the first" in bad("mail and SMS are set")
    settings.CUSTODY_JURISDICTION = "XX"
    assert "clock.strip" in bad("every rule has a value")

    settings.CUSTODY_DOCUMENT_FONTS = settings.BASE_DIR / "nowhere"
    monkeypatch.setattr(soundness, "documents_stuck", lambda: 2)
    assert bad("documents can be made, and none is stuck").startswith("the fonts of the documents are missing")
    assert "2 documents could not be made" in bad("documents can be made, and none is stuck")
    monkeypatch.setattr(soundness, "oldest_pending_seconds", lambda: 9.0)
    assert "integrator" in bad("the ledger keeps up")
    monkeypatch.setattr(soundness, "officers_with_role", lambda role: [])
    assert bad("the people that the rules need exist").count("fewer than two") == 2
    ill = Part(kind="mail", is_well=False, detail="it does not answer")
    monkeypatch.setattr(soundness, "examine_alarm", lambda now: [ill, Part(kind="beat")])
    assert bad("every part of the alarm system is well") == "mail: it does not answer"
    settings.CUSTODY_DEMO, settings.CUSTODY_PING_URL, settings.CUSTODY_CANARY_EMAIL = False, "", "x@custody.invalid"
    assert bad("somebody outside watches").count("is empty") == 2
    monkeypatch.setattr(soundness.time, "time", lambda: 0.0)
    assert "s off that of the database" in bad("time is UTC")
    monkeypatch.setattr(soundness, "missing_guards", lambda: iter(["a guard is gone"]))
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json")
    assert ended.value.code == 1
    assert any(not each["is_well"] for each in json.loads(capsys.readouterr().out))


def test_a_silent_engine_another_log_and_a_powerful_role_are_named(sound, as_role, monkeypatch):
    Heartbeat.objects.update(last_ok_at=stories.now() - timedelta(hours=1))
    engines = _answers()["an alert engine runs"].advice
    assert "no alert engine made a pass" in engines
    assert "silent for" in engines

    with connection.cursor() as cursor:
        cursor.execute("SET timezone = 'Europe/Brussels'")
    assert not _answers()["time is UTC"].is_well

    with as_role("postgres"), connection.cursor() as cursor:
        assert "use custody_app" in _answers()["the role of the process is narrow"].advice
        cursor.execute("UPDATE custody_installation SET origin = 'another/log'")
    assert "another log" in _answers()["the newest checkpoint is signed by this log"].advice


def test_a_house_that_was_never_sealed_says_so(house_cast):
    assert "signer" in _answers()["the newest checkpoint is signed by this log"].advice
