"""Whole lives through the real actions, folded again: nothing may differ; what is erased must be empty."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from custody.core.note import parse_vkey
from custody.destruction.actions import orders, reconcile
from custody.ledger import verify
from custody.ledger.models import Event
from custody.ledger.receipts import answer_kept
from custody.ledger.replay import replay_state
from custody.ledger.selectors import begun_with
from custody.ledger.verify import verify_ledger
from tests import stories
from tests.destruction import stories as destruction


@pytest.fixture
def erase(as_role):
    """Return a function that takes values out of the disclosures, as an erasure does."""

    def run(stream_id, *names):
        with as_role("postgres"), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE custody_disclosure DISABLE TRIGGER ALL")
            cursor.execute("DELETE FROM custody_disclosure WHERE stream_id = %s AND name = ANY (%s)",
                           [stream_id, list(names)])

    return run


def test_from_the_stop_to_the_ash_and_the_closed_seizure(house_cast, act, seal_all, monkeypatch):
    session = destruction.reconciled(house_cast, count=2)
    units = destruction.burnt_units(session) if hasattr(session, "lines") else session
    seizure_id = units[0].seizure_id
    reconcile.close_seizure(act=act(house_cast.auditor), seizure_id=seizure_id)
    seal_all()
    monkeypatch.setattr(verify, "CHUNK", 7)
    steps = []

    key = parse_vkey(settings.CUSTODY_LOG_VKEY_FILE.read_text().strip())
    verified = verify_ledger(vkey=key, progress=steps.append)
    replayed = replay_state(progress=steps.append)

    assert verified.faults == []
    assert replayed.findings == []
    assert verified.events == replayed.events == Event.objects.count()
    assert len(steps) > 2


def test_an_order_that_was_refused_leaves_nothing_behind(house_cast, act, erase):
    order = destruction.recorded(house_cast)
    orders.refuse_order(act=act(house_cast.second_case_officer), order_id=order.id, reason="another number")

    assert replay_state().findings == []

    # The number is erased from the ledger, but its token and its ciphertext still stand in the table.
    erase(order.stream_id, "number", "recorded_by")
    assert sorted(finding.column for finding in replay_state().findings) == [
        "number_sealed", "number_token", "recorded_by_id",
    ]


def test_an_erased_value_whose_column_is_empty_is_right(house_cast, erase):
    unit = stories.contained(house_cast)
    erase(unit.stream_id, "remark")

    assert unit.conveyance.remark is None
    assert replay_state().findings == []


def test_pending_events_are_no_fault(house_cast, act):
    stories.contained(house_cast)

    done = verify_ledger(vkey=None)

    assert done.faults == []
    assert done.pending == done.events


def test_what_a_stream_began_with_and_what_a_key_left_behind(house_cast, act):
    key = uuid4()
    unit = stories.contained(house_cast, act=act(house_cast.officer, key=key))

    assert begun_with([unit.stream_id], names=["kind"]) == {unit.stream_id: {"kind": "container"}}
    kept = answer_kept(author_id=house_cast.officer.id, key=key)
    assert kept.result["unit"] == str(unit.id)
    assert answer_kept(author_id=house_cast.officer.id, key=uuid4()) is None
