"""Raw SQL tries to cheat, as the application's role and as somebody who owns more."""

from __future__ import annotations

from contextlib import closing
from uuid import uuid4

import psycopg2
import pytest

from custody.core.canonical import canonical_bytes, utc_text
from custody.core.merkle import leaf_hash
from custody.ledger.guard_digests import FILE, as_made, as_text, digests
from custody.ledger.guards import evidence_tables, missing_guards
from custody.ledger.models import Event
from custody.organisation.actions.register import register_place
from tests import environment


@pytest.fixture
def place(house_cast, act):
    return register_place(act=act(house_cast.administrator), code_word="AVOCET", kind="store", jurisdiction="BE",
                          name="n", cap_mg=5)


@pytest.fixture
def other(house_cast, act):
    return register_place(act=act(house_cast.administrator), code_word="WIGEON", kind="store", jurisdiction="BE")


@pytest.fixture
def psql(house):
    """A session of the application's role, as ``psql`` would open it."""
    with closing(psycopg2.connect(environment.url_of("custody_app", house), options="-c search_path=custody")) as it:
        yield it


REFUSED_STATEMENTS = [
    "UPDATE custody_event SET code = 'x'",
    "DELETE FROM custody_event",
    "TRUNCATE custody_event",
    "TRUNCATE custody_event CASCADE",
    "ALTER TABLE custody_event DISABLE TRIGGER ALL",
    "ALTER TABLE custody_event DISABLE TRIGGER event_admit",
    "DROP TRIGGER guard_keeps ON custody_event",
    "SET session_replication_role = replica",
    "CREATE TEMP TABLE custody_event (id bigint)",
    "CREATE TABLE custody.shadow (id bigint)",
    "CREATE TABLE public.shadow (id bigint)",
    "CREATE OR REPLACE FUNCTION custody.event_of_custody_place() RETURNS trigger LANGUAGE plpgsql "
    "AS 'BEGIN RETURN NULL; END'",
    "INSERT INTO custody_event (id, stream_id, seq, code, op_id, payload, recorded_at) "
    "SELECT 99999, stream_id, seq, code, op_id, payload, recorded_at FROM custody_event LIMIT 1",
    "INSERT INTO custody_event (stream_id, seq, code, op_id, payload, recorded_at) OVERRIDING SYSTEM VALUE "
    "SELECT stream_id, seq, code, op_id, payload, recorded_at FROM custody_event LIMIT 1",
    "INSERT INTO custody_event (stream_id, seq, code, op_id, payload, recorded_at, leaf_hash) "
    "SELECT stream_id, seq, code, op_id, payload, recorded_at, 'x' FROM custody_event LIMIT 1",
    "UPDATE custody_stream SET seq = 0",
    "DELETE FROM custody_stream",
    "SELECT nextval('custody_event_id_seq')",
    "SELECT setval('custody_event_id_seq', 1)",
    "DELETE FROM custody_pending",
    "INSERT INTO custody_leaf (index, event_id, leaf_hash) SELECT 0, id, leaf_hash FROM custody_event LIMIT 1",
    "UPDATE custody_tree SET size = 0",
    "INSERT INTO custody_checkpoint (size, root, note) VALUES (1, 'x', 'x')",
    "UPDATE custody_disclosure SET value = 'x'",
    "DELETE FROM custody_disclosure",
    "DELETE FROM custody_place",
    "TRUNCATE custody_place CASCADE",
    "UPDATE custody_idempotencykey SET body_hash = 'x'",
    "UPDATE custody_installation SET kind = 'demo'",
    "SELECT custody.guard_evidence('custody_place', 'place', 'id')",
    "SELECT custody.guard_of('custody_place', 'place', 'id')",
    "SET ROLE custody_owner",
]


@pytest.mark.parametrize("statement", REFUSED_STATEMENTS)
def test_the_application_role_is_refused(place, psql, statement):
    with pytest.raises(psycopg2.Error) as refused, psql.cursor() as cursor:
        cursor.execute(statement)

    # A chosen id is not an error of rights there: the column list is allowed, and the admission finds the event old.
    expected = {"23514"} if "OVERRIDING" in statement else {"42501", "428C9"}
    assert refused.value.pgcode in expected, refused.value


def test_a_row_changed_without_an_event_is_refused_at_commit(place, psql):
    with psql.cursor() as cursor:
        cursor.execute("UPDATE custody_place SET cap_mg = 1 WHERE id = %s", [str(place.id)])

    with pytest.raises(psycopg2.errors.CheckViolation, match="without an event"):
        psql.commit()


def test_a_row_inserted_without_an_event_is_refused_at_commit(place, psql):
    with psql.cursor() as cursor:
        cursor.execute(
            "INSERT INTO custody_place (id, stream_id, last_seq, code_word, kind, jurisdiction, danger) "
            "VALUES (%s, %s, 1, 'X', 'store', 'BE', 0)", [str(uuid4()), str(place.stream_id)]
        )

    with pytest.raises(psycopg2.errors.CheckViolation, match="without an event"):
        psql.commit()


def _append_junk(cursor, stream_id, *, claims=None):
    """Write a well-formed event by hand on a stream, the way somebody with the application's password could."""
    cursor.execute("SELECT seq, head, recorded_at FROM custody.ledger_reserve(ARRAY[%s]::uuid[])", [str(stream_id)])
    seq, head, recorded_at = cursor.fetchone()
    op = uuid4()
    from base64 import b64encode

    leaf = {
        "v": 1, "code": "place.registered/1", "stream": str(stream_id), "seq": seq + 1,
        "prev": None if head is None else b64encode(bytes(head)).decode(), "op": str(op),
        "recorded_at": utc_text(recorded_at), "after": None, "actor": "p0", "c": {},
    } | (claims or {})
    cursor.execute(
        "INSERT INTO custody_event (stream_id, seq, code, op_id, payload, recorded_at) VALUES (%s,%s,%s,%s,%s,%s)",
        [str(stream_id), seq + 1, "place.registered/1", str(op), canonical_bytes(leaf), recorded_at],
    )
    return seq + 1


@pytest.mark.parametrize("seq", ["max(seq)", "max(seq) + 1"])
def test_a_value_is_told_of_an_event_of_its_own_transaction_only(place, psql, seq):
    with pytest.raises(psycopg2.errors.ForeignKeyViolation, match="own transaction"), psql.cursor() as cursor:
        cursor.execute("INSERT INTO custody_disclosure (stream_id, seq, name, salt, value, encrypted) "
                       f"SELECT %s, {seq}, 'told_later', 'x', 'x', false FROM custody_event WHERE stream_id = %s",
                       [str(place.stream_id)] * 2)  # fmt: skip


def test_a_junk_event_on_another_stream_does_not_cover_a_change(place, other, psql):
    with psql.cursor() as cursor:
        seq = _append_junk(cursor, other.stream_id)
        cursor.execute("UPDATE custody_place SET cap_mg = 1, last_seq = %s WHERE id = %s", [seq, str(place.id)])

    with pytest.raises(psycopg2.errors.CheckViolation, match="without an event"):
        psql.commit()


def test_a_row_cannot_be_moved_to_the_stream_of_a_junk_event(place, other, psql):
    with pytest.raises(psycopg2.errors.CheckViolation, match="keeps its id and its stream"), psql.cursor() as cursor:
        cursor.execute("UPDATE custody_place SET stream_id = %s WHERE id = %s", [str(other.stream_id), str(place.id)])


def test_a_new_row_on_a_foreign_stream_is_refused(place, other, psql):
    with psql.cursor() as cursor:
        seq = _append_junk(cursor, other.stream_id)
        cursor.execute(
            "INSERT INTO custody_place (id, stream_id, last_seq, code_word, kind, jurisdiction, danger) "
            "VALUES (%s, %s, %s, 'X', 'store', 'BE', 0)", [str(uuid4()), str(other.stream_id), seq]
        )

    with pytest.raises(psycopg2.errors.CheckViolation, match="without an event"):
        psql.commit()


def test_an_old_event_does_not_cover_a_new_change(place, psql):
    with psql.cursor() as cursor:
        cursor.execute("UPDATE custody_place SET cap_mg = 1, last_seq = last_seq WHERE id = %s", [str(place.id)])

    with pytest.raises(psycopg2.errors.CheckViolation):
        psql.commit()


def test_a_temporary_table_does_not_shadow_the_events_even_for_somebody_who_may_make_one(place, house):
    with closing(psycopg2.connect(environment.url_of("postgres", house))) as owner, owner.cursor() as cursor:
        cursor.execute(f"GRANT TEMP ON DATABASE {house} TO custody_app")
        owner.commit()
    with closing(psycopg2.connect(environment.url_of("custody_app", house),
                                  options="-c search_path=pg_temp,custody")) as psql, psql.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE custody_event (stream_id uuid, seq bigint, written_xid bigint, "
                       "written_tx_at timestamptz)")
        cursor.execute("INSERT INTO pg_temp.custody_event VALUES (%s, 1, pg_current_xact_id()::text::bigint, "
                       "transaction_timestamp())", [str(place.stream_id)])
        cursor.execute("UPDATE custody.custody_place SET cap_mg = 1 WHERE id = %s", [str(place.id)])

        with pytest.raises(psycopg2.errors.CheckViolation, match="without an event"):
            psql.commit()


@pytest.mark.parametrize(
    "claims",
    [
        {"seq": 9},
        {"prev": None},
        {"stream": str(uuid4())},
        {"code": "place.revealed/1"},
        {"op": str(uuid4())},
        {"recorded_at": "2020-01-01T00:00:00.000000Z"},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_an_event_whose_bytes_say_otherwise_is_refused(place, psql, claims):
    with pytest.raises(psycopg2.errors.CheckViolation, match="does not continue"), psql.cursor() as cursor:
        _append_junk(cursor, place.stream_id, claims=claims)


def test_a_back_dated_event_is_refused(place, psql):
    with psql.cursor() as cursor:
        cursor.execute("SELECT seq, head FROM custody.ledger_reserve(ARRAY[%s]::uuid[])", [str(place.stream_id)])
        seq, head = cursor.fetchone()
        from base64 import b64encode

        op = uuid4()
        leaf = {"v": 1, "code": "place.registered/1", "stream": str(place.stream_id), "seq": seq + 1,
                "prev": b64encode(bytes(head)).decode(), "op": str(op),
                "recorded_at": "2020-01-01T00:00:00.000000Z", "after": None, "actor": "p0", "c": {}}
        with pytest.raises(psycopg2.errors.CheckViolation, match="the database's"):
            cursor.execute(
                "INSERT INTO custody_event (stream_id, seq, code, op_id, payload, recorded_at) "
                "VALUES (%s,%s,%s,%s,%s,%s)",
                [str(place.stream_id), seq + 1, "place.registered/1", str(op), canonical_bytes(leaf),
                 "2020-01-01 00:00:00+00"],
            )


def test_the_head_of_a_stream_is_the_hash_of_its_newest_bytes(place):
    event = Event.objects.get(stream_id=place.stream_id)

    assert bytes(event.leaf_hash) == leaf_hash(bytes(event.payload)) == bytes(event.stream.head)


def test_replication_mode_does_not_open_the_tables_to_a_superuser(place, house):
    with closing(psycopg2.connect(environment.url_of("postgres", house))) as owner, owner.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in ("UPDATE custody.custody_event SET code = 'x'", "DELETE FROM custody.custody_event",
                          "TRUNCATE custody.custody_event CASCADE"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="only grows"):
                cursor.execute(statement)
            owner.rollback()
            cursor.execute("SET session_replication_role = replica")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("ALTER TABLE custody_event DISABLE TRIGGER guard_keeps", "guard_keeps is not enabled always"),
        ("DROP TRIGGER guard_event ON custody_place", "custody_place: the trigger guard_event is gone"),
        ("DROP TRIGGER guard_event ON custody_place; CREATE CONSTRAINT TRIGGER guard_event AFTER INSERT OR UPDATE "
         "ON custody_place FOR EACH ROW EXECUTE FUNCTION custody.event_of_custody_scale()",
         "custody_place: the trigger guard_event asks about another table"),
        ("ALTER FUNCTION custody.event_of_custody_place() SET search_path = public", "safe search path"),
        ("ALTER FUNCTION custody.event_admit() SET search_path = public", "safe search path"),
        ("ALTER FUNCTION custody.ledger_reserve(uuid[]) OWNER TO postgres", "ledger_reserve"),
        ("ALTER TABLE custody_event OWNER TO custody_app", "owned by custody_app"),
        ("GRANT UPDATE ON custody_event TO custody_app", "the application role may UPDATE"),
        ("CREATE OR REPLACE FUNCTION custody.refuse_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
         "SET search_path = pg_catalog, custody, pg_temp AS 'BEGIN RETURN coalesce(NEW, OLD); END'",
         "the function refuse_change() does not do what the migrations made it do"),
        ("DROP FUNCTION custody.guard_of(text, text, text)", "the function guard_of("),
        ("CREATE FUNCTION custody.quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
         "the function quiet() was made by no migration"),
        ("CREATE TRIGGER a_quiet BEFORE INSERT ON custody_event FOR EACH ROW WHEN (false) "
         "EXECUTE FUNCTION custody.refuse_change()",
         "the set of triggers of custody_event does not do what the migrations made it do"),
    ],
)
def test_each_damaged_guard_is_named(place, as_role, damage, sentence):
    from django.db import connection

    assert list(missing_guards()) == []

    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute(damage)

    found = list(missing_guards())
    assert any(sentence in each for each in found)


def test_the_digests_are_those_of_the_migrations(house):
    """After a migration with a function or a trigger: ``python3 dev.py manage guard_digests --write``."""
    assert digests() == as_made()
    assert as_text(digests()) == FILE.read_text(encoding="ascii")


def test_each_guard_asks_about_its_own_table(house):
    with closing(psycopg2.connect(environment.url_of("postgres", house))) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT c.relname, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                       "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgname = 'guard_event'")
        asked = dict(cursor.fetchall())

    assert set(asked) == set(evidence_tables())
    for table, question in asked.items():
        assert f"FROM custody.{table} t\n" in question


def test_temporary_tables_for_the_application_are_named(place, house, as_role):
    from django.db import connection

    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute(f"GRANT TEMP ON DATABASE {house} TO custody_app")

    assert list(missing_guards()) == ["the application role may make temporary tables"]
