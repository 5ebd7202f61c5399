"""From a committed event to a signed checkpoint, and what each forgery leaves behind."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection

from custody.core.errors import IntegrityBroken
from custody.core.note import parse_vkey
from custody.ledger.models import Checkpoint, Event, Pending, Tree
from custody.ledger.receipts import receipt_for, wait_for_seal
from custody.ledger.replay import replay_state
from custody.ledger.verify import verify_ledger
from custody.organisation.actions.register import register_place
from custody.organisation.models import Place


@pytest.fixture
def three_places(house_cast, act):
    return [
        register_place(act=act(house_cast.administrator), code_word=word, kind="store", jurisdiction="BE", name="n")
        for word in ("AVOCET", "GARGANEY", "WIGEON")
    ]


@pytest.fixture
def verify(house):
    def run():
        return verify_ledger(vkey=parse_vkey(settings.CUSTODY_LOG_VKEY_FILE.read_text().strip()))

    return run


def test_a_clean_ledger_is_silent(three_places, seal_all, verify):
    seal_all()

    done = verify()

    assert done.faults == []
    assert done.events == Event.objects.count() == done.leaves
    assert done.checkpoints == 1
    replayed = replay_state()
    assert replayed.findings == []
    assert replayed.events == done.events


def test_a_receipt_tells_when_an_act_is_sealed(three_places, seal_all):
    op_id = Event.objects.get(stream_id=three_places[0].stream_id).op_id
    assert not receipt_for(op_id).is_sealed
    assert not wait_for_seal(op_id, at_most_seconds=0.1).is_sealed

    seal_all()

    assert wait_for_seal(op_id).is_sealed
    assert Pending.objects.count() == 0
    assert Tree.objects.get().size == Event.objects.count()


def _as_superuser(as_role, statement, *values, table="custody_event"):
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def test_one_changed_byte_of_an_event_is_named(three_places, seal_all, verify, as_role):
    seal_all()
    event = Event.objects.get(stream_id=three_places[1].stream_id)
    changed = bytes(event.payload).replace(b"place.registered", b"place.registerex")

    _as_superuser(as_role, "UPDATE custody_event SET payload = %s WHERE id = %s", changed, event.id)

    faults = [str(fault) for fault in verify().faults]
    assert any(f"event {event.id}" in each and "code" in each for each in faults)
    assert any(f"event {event.id}" in each and "its bytes were changed" in each for each in faults)
    assert any("the events do not give the root that was signed" in each for each in faults)


def test_a_row_changed_behind_the_ledger_is_named_with_its_column(three_places, as_role):
    _as_superuser(as_role, "UPDATE custody_place SET cap_mg = 1 WHERE id = %s", three_places[2].id,
                  table="custody_place")

    [finding] = replay_state().findings

    assert (finding.table, finding.row, finding.column) == ("custody_place", str(three_places[2].id), "cap_mg")


def test_a_removed_event_is_noticed(three_places, seal_all, verify, as_role):
    seal_all()
    event = Event.objects.get(stream_id=three_places[1].stream_id)
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in ("custody_leaf", "custody_event", "custody_place"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM custody_leaf WHERE event_id = %s", [event.id])
        cursor.execute("DELETE FROM custody_event WHERE id = %s", [event.id])

    faults = " ".join(str(fault) for fault in verify().faults)

    assert "gap" in faults
    assert "is not its newest event" in faults
    assert "enabled always" in faults


def test_a_changed_disclosure_is_named_with_its_field(three_places, verify, as_role, seal_all):
    seal_all()
    stream = three_places[0].stream_id
    _as_superuser(as_role, "UPDATE custody_disclosure SET value = %s WHERE stream_id = %s AND name = 'kind'",
                  b'"vault"', stream, table="custody_disclosure")

    assert [(fault.field, str(stream) in fault.where) for fault in verify().faults] == [("kind", True)]


def test_the_signer_refuses_a_tree_that_shrank_or_forked(three_places, seal_all, as_role, tmp_path):
    from custody.ledger.recording import origin
    from custody.ledger.signer import Signer

    seal_all()
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("UPDATE custody_tree SET size = size - 1")
    with as_role("custody_signer"):
        signer = Signer(directory=tmp_path / "signer", origin=origin())
        with pytest.raises(IntegrityBroken, match="shrank"):
            signer.sign_newest()
        signer.close()
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("UPDATE custody_tree SET size = size + 1, root = sha256('x')")
    with as_role("custody_signer"):
        signer = Signer(directory=tmp_path / "signer", origin=origin())
        with pytest.raises(IntegrityBroken, match="another root"):
            signer.sign_newest()
        signer.close()


def test_a_signer_killed_between_remembering_and_publishing_publishes_the_same_note(three_places, as_role, tmp_path):
    from custody.ledger import integrator
    from custody.ledger.recording import origin
    from custody.ledger.signer import Signer

    class Killed(Exception):
        pass

    def die():
        raise Killed

    with as_role("custody_integrator"):
        integrator.integrate()
    with as_role("custody_signer"):
        signer = Signer(directory=tmp_path / "signer", origin=origin())
        with pytest.raises(Killed):
            signer.sign_newest(after_persist=die)
        note = signer.memory.note
        signer.close()
        assert Checkpoint.objects.count() == 0

        again = Signer(directory=tmp_path / "signer", origin=origin())
        again.sign_newest()
        again.close()

    assert Checkpoint.objects.get().note == note


def test_an_erased_value_is_right_only_where_the_column_is_empty(three_places, as_role):
    place = three_places[0]
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE custody_disclosure DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM custody_disclosure WHERE stream_id = %s AND name = 'name'", [place.stream_id])

    assert [finding.column for finding in replay_state().findings] == ["name_sealed"]

    _as_superuser(as_role, "UPDATE custody_place SET name_sealed = NULL WHERE id = %s", place.id,
                  table="custody_place")
    assert replay_state().findings == []
    assert Place.objects.get(pk=place.pk).name_sealed is None
