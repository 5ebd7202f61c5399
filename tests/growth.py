"""Years of history in a minute: finished stories of a house, copied row by row into its past.

Every copy is the same story under other ids, some hours earlier than the one before it. The guards are off while rows
are copied: they are there to be in the way of a query, never to be believed.
"""

from __future__ import annotations

from contextlib import contextmanager

from tests.databases import superuser

STATE = (
    "seizure", "exhibit", "handlingunit", "placement", "transfer", "transferline", "officialreport",
    "destructionorder", "orderline", "burnsession", "manifestline", "attestation", "posting", "clock",
)  # fmt: skip
HOURS_APART = 8
ONLY = {"clock": "WHERE closed_at IS NOT NULL"}
"""A clock that runs is no history."""
OVER = {
    "custody_state": "CASE s.custody_state WHEN 'emptied' THEN 'released' WHEN 'seized' THEN 'consumed_in_analysis' "
                     "ELSE s.custody_state END",
    "until_at": "coalesce(s.until_at, s.since_at + interval '1 hour')",
}  # fmt: skip
"""What is over ends well: the conveyance went on, the sample was used up, and nothing of it lies anywhere."""
_POINTS = {"id", "stream_id", "subject_id", "ref", "op_id"}


def grow(database: str, *, first: int, last: int, events: bool = False) -> int:
    """Copy the finished stories of a house as the numbers ``first`` to ``last``; return how many events there are."""
    with superuser(database) as connection, connection.cursor() as cursor:
        cursor.execute("SET search_path = custody; SET session_replication_role = replica")
        names = [*STATE, *(("stream", "event") if events else ())]
        for name in names:
            with _unguarded(cursor, f"custody_{name}"):
                _copy(cursor, f"custody_{name}", only=ONLY.get(name, ""), first=first, last=last,
                      copied=[f"custody_{each}" for each in names])  # fmt: skip
        cursor.execute("SELECT count(*) FROM custody_event")
        [(found,)] = cursor.fetchall()
    with superuser(database) as connection:
        connection.autocommit = True
        connection.cursor().execute("VACUUM ANALYZE")
    return int(found)


@contextmanager
def _unguarded(cursor, table):
    """Let rows of a table be written without an event; afterwards its guards stand as before."""
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'A'", [table]
    )
    guards = [name for (name,) in cursor.fetchall()]
    for name in guards:
        cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
    yield
    for name in guards:
        cursor.execute(f'ALTER TABLE {table} ENABLE ALWAYS TRIGGER "{name}"')


def _copy(cursor, table, *, only, first, last, copied):
    """Copy what a table held when it was copied first."""
    source = f"public.of_{table}"
    cursor.execute(f"CREATE TABLE IF NOT EXISTS {source} AS SELECT * FROM {table} {only}")
    cursor.execute(
        "SELECT a.attname, format_type(a.atttypid, NULL), a.atttypmod - 4, "
        " (SELECT max(c.confrelid::regclass::text) FROM pg_constraint c "
        "  WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]), "
        " EXISTS (SELECT 1 FROM pg_index i "
        "         WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey)) "
        "FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped "
        "AND a.attgenerated = '' ORDER BY a.attnum",
        [table],
    )
    columns = cursor.fetchall()
    values = ", ".join(_value(*column, copied=copied) for column in columns)
    names = ", ".join(f'"{name}"' for name, *_ in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE "
        f"SELECT {values} FROM {source} s, generate_series(%s, %s) AS copy (n)",
        [first, last],
    )


def _value(name, kind, length, points_to, unique, *, copied):
    """Return what stands in a column of a copy."""
    column = OVER.get(name, f's."{name}"')
    if kind == "uuid" and (name in _POINTS or points_to in copied):
        return f"md5({column}::text || n)::uuid"
    if kind == "timestamp with time zone":
        return f"{column} - n * interval '{HOURS_APART} hours'"
    if kind == "bigint" and name == "id":
        return f"{column} + n * 100000"
    if kind == "bytea" and unique:
        return f"decode(md5({column}::text || n), 'hex')"
    if kind == "character varying" and unique:
        return f"left(md5({column} || n), {length})"
    return column
