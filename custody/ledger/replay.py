"""Folds the ledger and compares every state table with it.

A row's story lies on one stream, so streams are folded a batch at a time and nothing grows with history but time.
Each disclosed value is first checked against its commitment in the leaf. An erased value is right only where the
column is empty too.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg2 import sql

from custody.core.canonical import parse_canonical
from custody.core.commitment import check_commitment
from custody.core.errors import CustodyError
from custody.core.events import ENVELOPE, event_type, native
from custody.core.folds import FOLDS, Change, Source
from custody.core.lifecycle import AuthorityState, CustodyState, Family, authority_after, custody_after
from custody.core.postings import RULES, Held, How, after, id_of, post
from custody.ledger.models import Disclosure, Event, Stream
from custody.ledger.sealing import token, unseal
from custody.ledger.selectors import disclosed, schema_of

ERASED = object()
BATCH = 400
_JSONB = 3802
"""The number of the type in PostgreSQL; the driver hands such a column over as text."""
_UNITS, _POSTINGS = "custody_handlingunit", "custody_posting"
_CONVEYANCES = frozenset({"container", "vehicle", "vessel_part", "other_conveyance"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the tables and the ledger disagree."""

    table: str
    row: str
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.column}: {self.message}"


@dataclass(slots=True)
class Replayed:
    """What a replay looked at, and what it found."""

    events: int = 0
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Story:
    """One stream while it is folded: the rows that it should have made."""

    kind: str
    ref: UUID
    rows: dict[tuple[str, Any], dict[str, Any]] = field(default_factory=dict)
    secrets: dict[tuple[str, Any, str], tuple[str, Any]] = field(default_factory=dict)
    held: Held = field(default_factory=Held)


def replay_state(*, progress: Callable[[int], None] = lambda events: None) -> Replayed:
    """Fold every stream, compare every table, and return what was looked at and what disagrees.

    It reads ledger and tables in many statements: while people work, it is asked within ``one_snapshot``.
    """
    out = Replayed()
    people = _people()
    for streams in _batches():
        stories = {stream.id: _Story(stream.kind, stream.ref) for stream in streams}
        kept: dict[tuple[UUID, int], list[Disclosure]] = defaultdict(list)
        for row in Disclosure.objects.filter(stream_id__in=stories).iterator():
            kept[row.stream_id, row.seq].append(row)
        for event in Event.objects.filter(stream_id__in=stories).order_by("stream_id", "seq").iterator():
            out.events += 1
            _fold(event, kept[event.stream_id, event.seq], stories[event.stream_id], people, out.findings)
        _compare(stories, out)
        progress(out.events)
    out.findings.extend(_strangers())
    return out


def _batches() -> Iterator[list[Stream]]:
    last = UUID(int=0)
    while True:
        batch = list(Stream.objects.filter(id__gt=last).order_by("id")[:BATCH])
        if not batch:
            return
        last = batch[-1].id
        yield batch


def _people() -> dict[str, UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pseudonym, id FROM custody_officer")
        return dict(cursor.fetchall())


def _values(event: Event, leaf: dict[str, Any], disclosures: list[Disclosure],
            findings: list[Finding]) -> dict[str, Any]:
    """Return the event's fields as Python values, ERASED where there is no disclosure any more."""
    kind = event_type(event.code)
    values: dict[str, Any] = dict.fromkeys([*kind.fields, *ENVELOPE], ERASED)
    where = f"{event.stream_id}/{event.seq}"
    for row in disclosures:
        try:
            value = disclosed(row)
            check_commitment(b64decode(leaf["c"][row.name]), row.name, value, bytes(row.salt))
            values[row.name] = native(schema_of(kind, row.name), value)
        except (CustodyError, KeyError) as error:
            findings.append(Finding("custody_disclosure", where, row.name, f"does not match its commitment ({error})"))
    return values


def _fold(event: Event, disclosures: list[Disclosure], story: _Story, people: dict[str, UUID],
          findings: list[Finding]) -> None:
    if event.code not in FOLDS:
        findings.append(Finding("custody_event", str(event.id), "code", "is not known to this version"))
        return
    leaf = parse_canonical(bytes(event.payload))
    values = _values(event, leaf, disclosures, findings)
    for change in FOLDS[event.code]:
        if (change.on and change.on != story.kind) or (change.when and values[change.when] is None):
            continue
        if change.equals is not None and values[change.equals[0]] != change.equals[1]:
            continue
        key = _key(change, story, values)
        if key is None:
            continue
        if key is ERASED:
            findings.append(Finding(change.table, f"{event.stream_id}/{event.seq}", change.key,
                                    "is not disclosed any more, so nobody can tell which row the event is about"))
            continue
        row = story.rows.setdefault((change.table, key), {})
        for column, source in change.columns.items():
            try:
                new = _value(source, column, row, story, event.code, values, people)
            except CustodyError as error:
                findings.append(Finding(change.table, str(key), column, f"{event.code} is not allowed here: {error}"))
                continue
            if source.how == "sealed":
                story.secrets[change.table, key, column] = (source.purpose, new)
            else:
                row[column] = new
        row["last_seq"] = event.seq
    if event.code in RULES and story.kind == "unit":
        _fold_postings(event.code, values, story, owner=people.get(leaf["actor"]))


def _fold_postings(code: str, values: dict[str, Any], story: _Story, *, owner: UUID | None) -> None:
    """Fold what an event moved in the books of mass. A mass that was erased moves nothing any more."""
    unit = story.rows.get((_UNITS, story.ref), {})
    known = {name: None if value is ERASED else value for name, value in values.items()}
    found = _found_mg(values["discrepancy_id"], story) if RULES[code].how is How.EXPLAIN else None
    is_inside = unit.get("parent_id") is not None
    for line in post(code, known, kind=unit.get("kind", ""), is_inside=is_inside, held=story.held, found_mg=found):
        story.held = after(story.held, line, code=code)
        number = story.held.number
        story.rows[_POSTINGS, id_of(story.ref, number)] = {
            "unit_id": story.ref, "number": number, "cause": code, "from_account": line.source, "to_account": line.to,
            "mg": line.mg, "estimated": line.estimated, "owner_id": owner, "posted_at": values["effective_at"],
        }  # fmt: skip


def _found_mg(discrepancy_id: UUID, story: _Story) -> int | None:
    """Return what the unit weighed when a difference in weight was found; nothing for any other difference."""
    explained = story.rows.get(("custody_discrepancy", discrepancy_id), {})
    if explained.get("discrepancy_kind") != "weight":
        return None
    seen = [
        row for (table, _), row in story.rows.items()
        if table == "custody_weighing" and row["method"] == "weighed" and row["weighed_at"] <= explained["opened_at"]
    ]
    return max(seen, key=lambda row: row["weighed_at"])["gross_mg"] if seen else None


def _key(change: Change, story: _Story, values: dict[str, Any]) -> Any:
    if change.key == "@" or change.copies == "by_unit":
        return story.ref
    if change.copies == "ends":
        open_rows = [key for (table, key), row in story.rows.items()
                     if table == change.table and row.get("until_at") is None]
        return open_rows[-1] if open_rows else None
    if change.copies == "order_line":
        wanted = (change.table, values["order_id"])
        return next((key for (table, key), row in story.rows.items() if (table, row.get("order_id")) == wanted), None)
    return values[change.key]


def _value(source: Source, column: str, row: dict[str, Any], story: _Story, code: str, values: dict[str, Any],
           people: dict[str, UUID]) -> Any:
    match source.how:
        case "constant":
            return source.value
        case "ref":
            return story.ref
        case "at":
            return values["effective_at"]
        case "person":
            known = values[source.name]
            return known if known is None or known is ERASED else people.get(known)
        case "custody":
            before = row.get(column)
            family = Family.CONVEYANCE if row.get("kind", values.get("kind")) in _CONVEYANCES else Family.GOODS
            return custody_after(family=family, code=code, before=None if before is None else CustodyState(before))
        case "authority":
            return authority_after(code=code, before=AuthorityState(row[column]))
        case "token":
            known = values[source.name]
            return known if known is None or known is ERASED else token(str(known).encode(), purpose=source.purpose)
        case _:
            return values[source.name]


def _compare(stories: dict[UUID, _Story], out: Replayed) -> None:
    expected: dict[str, dict[Any, tuple[_Story, dict[str, Any]]]] = defaultdict(dict)
    for story in stories.values():
        for (table, key), row in story.rows.items():
            expected[table][key] = (story, row)
    for table in _tables():
        found = _rows(table, list(stories))
        for key, actual in found.items():
            out.rows += 1
            if key not in expected[table]:
                out.findings.append(Finding(table, str(key), "*", "no event tells of this row"))
                continue
            story, row = expected[table].pop(key)
            _compare_row(table, key, row, actual, story, out.findings)
        for key in expected[table]:
            out.findings.append(Finding(table, str(key), "*", "the row that the ledger tells of is missing"))


def _compare_row(table: str, key: Any, row: dict[str, Any], actual: dict[str, Any], story: _Story,
                 findings: list[Finding]) -> None:
    for column, wanted in row.items():
        if column == "last_seq":
            continue
        have = _plain(actual[column])
        if wanted is ERASED:
            if have is not None:
                findings.append(Finding(table, str(key), column, "was erased from the ledger but not from the table"))
        elif _plain(wanted) != have:
            findings.append(Finding(table, str(key), column, "differs from what the ledger tells"))
    for (of_table, of_key, column), (purpose, wanted) in story.secrets.items():
        if (of_table, of_key) != (table, key):
            continue
        have = actual[column]
        if wanted is None or wanted is ERASED:
            right = have is None
        else:
            try:
                right = have is not None and unseal(
                    have, bound_to=f"{purpose}:{actual['id']}".encode()
                ) == str(wanted).encode()
            except CustodyError:
                right = False
        if not right:
            findings.append(Finding(table, str(key), column, "differs from what the ledger tells"))


def _plain(value: Any) -> Any:
    """Return a value in the one form in which both sides are compared."""
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, CustodyState | AuthorityState):
        return value.value
    return value


def _tables() -> list[str]:
    return sorted({change.table for changes in FOLDS.values() for change in changes} | {_POSTINGS})


def _rows(table: str, streams: Sequence[UUID]) -> dict[Any, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT * FROM {} WHERE stream_id = ANY (%s)").format(sql.Identifier(table)), [list(streams)]
        )
        names = [column.name for column in cursor.description]
        documents = {column.name for column in cursor.description if column.type_code == _JSONB}
        rows = [
            {name: json.loads(value) if value is not None and name in documents else value
             for name, value in zip(names, row, strict=True)}
            for row in cursor.fetchall()
        ]
    return {row["unit_id" if table == "custody_conveyance" else "id"]: row for row in rows}


def _strangers() -> Iterator[Finding]:
    """Yield the rows whose stream does not exist at all."""
    for table in _tables():
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL(
                    "SELECT t.id FROM {} t LEFT JOIN custody_stream s ON s.id = t.stream_id WHERE s.id IS NULL"
                ).format(sql.Identifier(table))
            )
            for (row,) in cursor.fetchall():
                yield Finding(table, str(row), "stream_id", "names no stream of the ledger")

