"""A drawer of forgeries: each is made by a superuser, must be named, and is taken back before the next."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

from custody.core.canonical import canonical_bytes, parse_canonical
from custody.core.note import parse_vkey
from custody.ledger import integrator
from custody.ledger.models import Checkpoint, Disclosure, Event, Leaf, Tile
from custody.ledger.replay import replay_state
from custody.ledger.signer import Signer
from custody.ledger.verify import verify_ledger
from custody.organisation.actions.register import record_contact, register_place
from custody.organisation.models import Place

TABLES = ("custody_event", "custody_leaf", "custody_tile", "custody_tree", "custody_checkpoint", "custody_disclosure",
          "custody_stream", "custody_pending", "custody_place", "custody_contact", "custody_handlingunit")


@pytest.fixture
def ledger(house_cast, act, seal_all, as_role):
    """A sealed ledger with at least one full tile, and places on it."""
    place = None
    for number in range(260):
        place = register_place(act=act(house_cast.administrator), code_word=f"W{number}", kind="store",
                               jurisdiction="BE", name="n", cap_mg=7)
    seal_all()
    assert Tile.objects.count() == 1
    return place


@pytest.fixture
def forging(as_role):
    """Return a block in which statements run with every trigger off, and are undone afterwards by ``undo``."""

    @contextmanager
    def forge(*statements, undo):
        def run(each):
            with as_role("postgres"), connection.cursor() as cursor:
                for table in TABLES:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
                for statement, values in each:
                    cursor.execute(statement, values)
                for table in TABLES:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
                cursor.execute(
                    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal "
                    "AND tgrelid::regclass::text = ANY (%s)", [list(TABLES)])
                for table, name in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

        run(statements)
        try:
            yield
        finally:
            run(undo)

    return forge


def _faults():
    key = parse_vkey(settings.CUSTODY_LOG_VKEY_FILE.read_text().strip())
    return " | ".join(str(fault) for fault in verify_ledger(vkey=key).faults)


def test_every_forgery_is_named(ledger, forging):
    event = Event.objects.get(stream_id=ledger.stream_id)
    raw = bytes(event.payload)
    leaf = parse_canonical(raw)

    def payload(value):
        return ("UPDATE custody_event SET payload = %s WHERE id = %s", [value, event.id])

    def rewritten(**changes):
        return canonical_bytes({**leaf, **changes})

    back = [payload(raw)]
    assert _faults() == ""
    drawer = [
        ([payload(raw[:-1])], back, "is not canonical"),
        ([payload(rewritten(seq=9))], back, "seq: the hashed bytes say otherwise"),
        ([payload(rewritten(actor="p0"))], back, "its bytes were changed"),
        ([payload(rewritten(c={}))], back, "does not commit to exactly the fields"),
        ([("UPDATE custody_event SET seq = 2 WHERE id = %s", [event.id])],
         [("UPDATE custody_event SET seq = 1 WHERE id = %s", [event.id])], "an event of this stream is missing"),
        ([("UPDATE custody_event SET code = 'x.y/1' WHERE id = %s", [event.id])],
         [("UPDATE custody_event SET code = %s WHERE id = %s", [event.code, event.id])],
         "is not known to this version"),
        ([("UPDATE custody_stream SET seq = 7 WHERE id = %s", [ledger.stream_id])],
         [("UPDATE custody_stream SET seq = 1 WHERE id = %s", [ledger.stream_id])], "is not its newest event"),
        ([("UPDATE custody_tree SET root = sha256('x')", [])],
         [("UPDATE custody_tree SET root = (SELECT root FROM custody_checkpoint ORDER BY size DESC LIMIT 1)", [])],
         "another tree than the stored one"),
    ]
    for forgery, undo, sentence in drawer:
        with forging(*forgery, undo=undo):
            assert sentence in _faults(), sentence
    assert _faults() == ""


def test_forged_leaves_tiles_and_checkpoints_are_named(ledger, forging):
    tile = Tile.objects.get()
    note = Checkpoint.objects.get()
    last = Leaf.objects.order_by("-index").first()
    event = Event.objects.get(stream_id=ledger.stream_id)

    def checkpoint(text):
        return ("UPDATE custody_checkpoint SET note = %s", [text])

    drawer = [
        ([("UPDATE custody_tile SET hashes = %s", [bytes(tile.hashes)[:-1] + b"x"])],
         [("UPDATE custody_tile SET hashes = %s", [bytes(tile.hashes)])], "does not hold what the leaves say"),
        ([("UPDATE custody_tile SET level = 3", [])], [("UPDATE custody_tile SET level = 0", [])],
         "does not hold what the leaves say"),
        ([("DELETE FROM custody_tile", [])],
         [('INSERT INTO custody_tile (level, "index", hashes) VALUES (0, 0, %s)', [bytes(tile.hashes)])],
         "a full tile is missing"),
        ([checkpoint("nonsense")], [checkpoint(note.note)], "checkpoint"),
        ([checkpoint(note.note.replace("\n", "\n", 1).replace("— ", "— x", 1))], [checkpoint(note.note)],
         "No known key signed this note"),
        ([("UPDATE custody_checkpoint SET root = sha256('x')", [])],
         [("UPDATE custody_checkpoint SET root = %s", [bytes(note.root)])], "says something else than its row"),
        ([("UPDATE custody_checkpoint SET size = size + 5", [])],
         [("UPDATE custody_checkpoint SET size = size - 5", [])], "was signed over"),
        ([('DELETE FROM custody_leaf WHERE "index" = %s', [last.index])],
         [('INSERT INTO custody_leaf ("index", event_id, leaf_hash) VALUES (%s, %s, %s)',
           [last.index, last.event_id, bytes(last.leaf_hash)])], "neither in the tree nor waiting"),
        ([('DELETE FROM custody_leaf WHERE "index" = 0', [])],
         [('INSERT INTO custody_leaf ("index", event_id, leaf_hash) SELECT 0, id, leaf_hash FROM custody_event '
           "ORDER BY id LIMIT 1", [])], "the leaves have a gap"),
        ([("INSERT INTO custody_disclosure (stream_id, seq, name, salt, value, encrypted) "
           "VALUES (%s, 99, 'kind', 'x', 'x', false)", [ledger.stream_id])],
         [("DELETE FROM custody_disclosure WHERE seq = 99", [])], "an event that does not exist"),
        ([("UPDATE custody_event SET payload = 'x' WHERE id = %s", [event.id])],
         [("UPDATE custody_event SET payload = %s WHERE id = %s", [bytes(event.payload), event.id])],
         "is not canonical"),
    ]
    for forgery, undo, sentence in drawer:
        with forging(*forgery, undo=undo):
            assert sentence in _faults(), sentence
    assert "cannot be checked without" in " ".join(str(each) for each in verify_ledger(vkey=None).faults)


def test_a_sealed_value_moved_to_another_event_does_not_open(ledger, forging):
    other = Place.objects.exclude(pk=ledger.pk).first()
    mine = Disclosure.objects.get(stream_id=ledger.stream_id, name="name")
    moved = bytes(Disclosure.objects.get(stream_id=other.stream_id, name="name").value)
    change = "UPDATE custody_disclosure SET value = %s WHERE stream_id = %s AND name = 'name'"

    with forging((change, [moved, ledger.stream_id]), undo=[(change, [bytes(mine.value), ledger.stream_id])]):
        assert "name: the value is not the one" in _faults()
        assert [finding.column for finding in replay_state().findings][:1] == ["name"]


def test_replay_names_rows_that_were_added_removed_or_changed(house_cast, act, forging):
    place = register_place(act=act(house_cast.administrator), code_word="AVOCET", kind="store", jurisdiction="BE",
                           name="n", cap_mg=7)
    record_contact(act=act(house_cast.administrator), officer=house_cast.crew, email="a@custody.invalid", phone=None)

    def found():
        return {(finding.table, finding.column, finding.message) for finding in replay_state().findings}

    row = Place.objects.get(pk=place.pk)
    assert found() == set()
    insert = ("INSERT INTO custody_place (id, stream_id, last_seq, code_word, kind, jurisdiction, name_sealed, cap_mg, "
              "danger) VALUES (%s, %s, 1, %s, 'store', 'BE', %s, 7, 0)")
    drawer = [
        ([("DELETE FROM custody_place WHERE id = %s", [place.id])],
         [(insert, [place.id, place.stream_id, "AVOCET", bytes(row.name_sealed)])],
         ("custody_place", "*", "the row that the ledger tells of is missing")),
        ([(insert, ["00000000-0000-4000-8000-000000000001", place.stream_id, "GHOST", b"x"])],
         [("DELETE FROM custody_place WHERE code_word = 'GHOST'", [])],
         ("custody_place", "*", "no event tells of this row")),
        ([(insert, ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-00000000000f", "GHOST", b"x"])],
         [("DELETE FROM custody_place WHERE code_word = 'GHOST'", [])],
         ("custody_place", "stream_id", "names no stream of the ledger")),
        ([("UPDATE custody_place SET name_sealed = 'x' WHERE id = %s", [place.id])],
         [("UPDATE custody_place SET name_sealed = %s WHERE id = %s", [bytes(row.name_sealed), place.id])],
         ("custody_place", "name_sealed", "differs from what the ledger tells")),
        ([("UPDATE custody_place SET name_sealed = NULL WHERE id = %s", [place.id])],
         [("UPDATE custody_place SET name_sealed = %s WHERE id = %s", [bytes(row.name_sealed), place.id])],
         ("custody_place", "name_sealed", "differs from what the ledger tells")),
        ([("UPDATE custody_contact SET email = 'evil@custody.invalid' WHERE email = 'a@custody.invalid'", [])],
         [("UPDATE custody_contact SET email = 'a@custody.invalid' WHERE email = 'evil@custody.invalid'", [])],
         ("custody_contact", "email", "differs from what the ledger tells")),
    ]
    for forgery, undo, finding in drawer:
        with forging(*forgery, undo=undo):
            assert finding in found(), finding
    assert found() == set()


def test_a_life_that_the_table_does_not_allow_is_named(house_cast, act, forging):
    from tests import stories

    unit = stories.contained(house_cast)
    change = "UPDATE custody_handlingunit SET custody_state = %s, authority_state = %s WHERE id = %s"

    with forging((change, ["emptied", "none", unit.id]), undo=[(change, ["contained", "none", unit.id])]):
        assert [finding.column for finding in replay_state().findings] == ["custody_state"]

    known = Event.objects.filter(stream_id=unit.stream_id).order_by("seq").first()
    rename = "UPDATE custody_event SET code = %s WHERE id = %s"
    with forging((rename, ["x.y/1", known.id]), undo=[(rename, [known.code, known.id])]):
        assert f"custody_event {known.id} code: is not known to this version" in map(str, replay_state().findings)

    # An event that may not follow: the same stop told twice on one stream.
    event = Event.objects.filter(stream_id=unit.stream_id).order_by("seq").last()
    code = "UPDATE custody_event SET code = 'extraction.ended/1' WHERE id = %s"
    with forging((code, [event.id]), undo=[(rename, [event.code, event.id])]):
        assert any("is not allowed here" in finding.message for finding in replay_state().findings)


def test_a_signer_refuses_leaves_that_do_not_carry_their_events(house_cast, act, as_role, tmp_path, forging):
    from custody.core.errors import IntegrityBroken
    from custody.ledger.recording import origin

    place = register_place(act=act(house_cast.administrator), code_word="AVOCET", kind="store", jurisdiction="BE")
    with as_role("custody_integrator"):
        integrator.integrate()
    event = Event.objects.get(stream_id=place.stream_id)
    leaf = Leaf.objects.get(event=event)
    payload = "UPDATE custody_event SET payload = %s WHERE id = %s"

    def refused(sentence):
        with as_role("custody_signer"):
            signer = Signer(directory=tmp_path / "signer", origin=origin())
            with pytest.raises(IntegrityBroken, match=sentence):
                signer.sign_newest()
            signer.close()

    with forging((payload, [bytes(event.payload).replace(b"p", b"q", 1), event.id]),
                 undo=[(payload, [bytes(event.payload), event.id])]):
        refused("does not carry the hash")
    with forging(('DELETE FROM custody_leaf WHERE "index" = %s', [leaf.index]),
                 undo=[('INSERT INTO custody_leaf ("index", event_id, leaf_hash) VALUES (%s, %s, %s)',
                        [leaf.index, event.id, bytes(leaf.leaf_hash)])]):
        refused("is missing")
    with forging(("UPDATE custody_tree SET root = sha256('x')", []),
                 undo=[("UPDATE custody_tree SET root = sha256('y')", [])]):
        refused("does not extend")
