"""The guards as they must stand in the database, and a check that they do."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from custody.ledger.guard_digests import altered

APPEND_ONLY = (
    "custody_event", "custody_leaf", "custody_tile", "custody_checkpoint", "custody_disclosure",
    "custody_idempotencykey", "custody_deliveryattempt", "custody_inboundmessage",
    "custody_signin",
)
_FUNCTIONS = (
    "event_admit", "event_queue", "leaf_admit", "ledger_reserve", "refuse_change", "row_keeps_identity",
    "unit_has_clock", "nothing_left_inside", "disclosure_admit", "conveyance_is_stopped_once",
)
_SAFE_PATH = "search_path=pg_catalog, custody, pg_temp"
_EVIDENCE_TRIGGERS = ("guard_event", "guard_identity", "guard_keeps", "guard_truncate")
_OTHER_TRIGGERS = {
    "custody_event": ("event_admit", "event_queue"),
    "custody_leaf": ("leaf_admit",),
    "custody_disclosure": ("disclosure_admit",),
    "custody_stream": ("guard_keeps", "guard_truncate"),
    "custody_pending": ("guard_truncate",),
    "custody_handlingunit": ("guard_clock", "guard_contents"),
    "custody_conveyance": ("guard_stopped_once",),
    "custody_clock": ("guard_clock", "guard_truncate"),
}
_MAY_CHANGE = {
    # table: rights the application role holds; any other right on it is a finding
    "custody_event": {"SELECT"}, "custody_leaf": {"SELECT"}, "custody_tile": {"SELECT"}, "custody_tree": {"SELECT"},
    "custody_checkpoint": {"SELECT"}, "custody_disclosure": {"SELECT"}, "custody_stream": {"SELECT"},
    "custody_pending": {"SELECT"}, "custody_idempotencykey": {"SELECT", "INSERT"},
    "custody_installation": {"SELECT"},
}


def missing_guards() -> Iterator[str]:
    """Yield a sentence for every guard that is absent, switched off, weakened, or open to the application role."""
    wanted = {(table, trigger) for table in APPEND_ONLY for trigger in ("guard_keeps", "guard_truncate")}
    wanted |= {(table, trigger) for table, triggers in _OTHER_TRIGGERS.items() for trigger in triggers}
    wanted |= {(table, trigger) for table in evidence_tables() for trigger in _EVIDENCE_TRIGGERS}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled, p.prosecdef, array_to_string(p.proconfig, ';'), r.rolname, "
            "p.proname "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_roles r ON r.oid = c.relowner "
            "WHERE n.nspname = 'custody' AND NOT t.tgisinternal"
        )
        present = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
        for table, trigger in sorted(wanted):
            found = present.get((table, trigger))
            if found is None:
                yield f"{table}: the trigger {trigger} is gone"
                continue
            enabled, definer, path, owner, function = found
            if enabled not in {"A", b"A"}:
                yield f"{table}: the trigger {trigger} is not enabled always"
            if not definer or path != _SAFE_PATH:
                yield f"{table}: the function of {trigger} does not run with a safe search path"
            if trigger == "guard_event" and function != f"event_of_{table}":
                yield f"{table}: the trigger {trigger} asks about another table"
            if owner != "custody_owner":
                yield f"{table}: is owned by {owner}, not by custody_owner"
        yield from altered()
        yield from _functions(cursor)
        yield from _rights(cursor)


def evidence_tables() -> list[str]:
    """Return every table that holds facts: those with a stream and a last event."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'last_seq' AND NOT a.attisdropped "
            "WHERE n.nspname = 'custody' AND c.relkind = 'r' ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def _functions(cursor: object) -> Iterator[str]:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT p.proname, r.rolname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "JOIN pg_roles r ON r.oid = p.proowner WHERE n.nspname = 'custody'"
    )
    owners = dict(cursor.fetchall())  # type: ignore[attr-defined]
    for name in _FUNCTIONS:
        if owners.get(name) != "custody_owner":
            yield f"the function {name} is gone or not owned by custody_owner"


def _rights(cursor: object) -> Iterator[str]:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT t, r FROM unnest(%s::text[]) WITH ORDINALITY AS a(t, i), unnest(%s::text[]) WITH ORDINALITY AS b(r, j) "
        "WHERE has_table_privilege('custody_app', 'custody.' || t, r) ORDER BY i, j",
        [list(_MAY_CHANGE), ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]],
    )
    for table, right in cursor.fetchall():  # type: ignore[attr-defined]
        if right not in _MAY_CHANGE[table]:
            yield f"{table}: the application role may {right}"
    cursor.execute("SELECT has_database_privilege('custody_app', current_database(), 'TEMP')")  # type: ignore[attr-defined]
    if cursor.fetchone()[0]:  # type: ignore[attr-defined]
        yield "the application role may make temporary tables"
