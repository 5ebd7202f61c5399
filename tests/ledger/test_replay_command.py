"""``manage.py replay_state`` on a house in which people work, and on one in which a row has lost its name."""

from __future__ import annotations

import json
import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections

from custody.ledger import replay
from custody.ledger.models import Event
from tests import stories


def told(capsys, *options):
    """Return the exit code of the command and what it printed."""
    with pytest.raises(SystemExit) as ended:
        call_command("replay_state", *options)
    return ended.value.code, capsys.readouterr().out


def test_what_is_recorded_while_it_folds_is_no_finding(house_cast, capsys, monkeypatch):
    stories.contained(house_cast)
    before, begun, fold = Event.objects.count(), [], replay._fold

    def work():
        try:
            stories.seized(house_cast)
        finally:
            connections["default"].close()

    def fold_while_somebody_works(*parts):
        if not begun:
            begun.append(threading.Thread(target=work))
            begun[0].start()
            begun[0].join(timeout=60)
        return fold(*parts)

    monkeypatch.setattr(replay, "_fold", fold_while_somebody_works)
    code, out = told(capsys, "--json")

    assert Event.objects.count() > before
    assert (code, json.loads(out)["findings"], json.loads(out)["events"]) == (0, [], before)
    monkeypatch.undo()
    code, out = told(capsys)
    assert (code, f"{Event.objects.count()} events folded" in out, "they agree" in out) == (0, True, True)


def test_an_event_that_no_longer_says_which_row_it_is_about_is_named(house_cast, as_role, capsys):
    [unit] = stories.seized(house_cast)
    event = Event.objects.get(stream_id=unit.stream_id, code="unit.registered/1")
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE custody_disclosure DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM custody_disclosure WHERE stream_id = %s AND seq = %s AND name = 'weighing_id'",
                       [unit.stream_id, event.seq])

    code, out = told(capsys)

    assert code == 1
    assert f"custody_weighing {unit.stream_id}/{event.seq} weighing_id: is not disclosed any more" in out
    assert "object at" not in out
