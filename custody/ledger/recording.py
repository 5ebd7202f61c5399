"""The only way to write: one act, one durable transaction, at least one event.

``recording`` opens the transaction, the action locks its rows and changes them and appends events; leaving the block
runs the reactions, reserves places on the streams (the last lock, held shortest), builds the leaves, inserts them and
stamps the touched rows. Nothing leaves the building inside the block. See docs/explanation/recording-and-reactions.md.
"""

from __future__ import annotations

import json
import logging
import secrets
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple, NoReturn, cast
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg2.extras import Json

from custody.core.act import Act, Basis, check_no_claim
from custody.core.canonical import canonical_bytes, utc_text
from custody.core.commitment import commit_written
from custody.core.errors import AlreadyRecorded, CustodyError, IntegrityBroken, KeyReused, LockTimeout
from custody.core.events import ENVELOPE, EventType, FieldClass
from custody.core.merkle import leaf_hash
from custody.ledger import reactions
from custody.ledger.models import Installation
from custody.ledger.once import forget, remembering
from custody.ledger.rows import LedgerRow
from custody.ledger.sealing import seal

log = logging.getLogger(__name__)

LEAF_VERSION = 1
_NOTHING = canonical_bytes(None)
_OPERATIONS = UUID("7c0d7d3e-6f0a-4f6e-9b53-0f8f3a2f6a11")
_PAGE = 1000
ASKED_ONCE = frozenset({"policy", "pack", "place", "site", "scale", "officer"})
"""Kinds of streams whose facts an act asks for once (``ledger.once``): an event of theirs makes it ask anew."""
_LOAD_BYTES = 1_000_000
_LOCK_NOT_AVAILABLE = "55P03"
_DEADLOCK = "40P01"
_SERIALISATION = "40001"


@dataclass(slots=True)
class Entry:
    """One event that waits for the end of the block. ``fields`` holds canonical values."""

    type: EventType
    on: LedgerRow
    rows: tuple[LedgerRow, ...]
    fields: dict[str, Any]


@dataclass(slots=True)
class Record:
    """What an action writes into. Made by ``recording`` only."""

    act: Act
    op_id: UUID
    at: datetime
    """The time of the fact: the database's clock for a live act, the claim for every other basis."""
    now: datetime
    """The database's clock at the start of the transaction."""
    result: dict[str, Any] = field(default_factory=dict)
    """References to what came of it; kept with the idempotency key and given back when the key comes again."""
    entries: list[Entry] = field(default_factory=list)
    ended: set[UUID] = field(default_factory=set)
    """Whose clocks this act has closed, of those that may have fired: left by those who close them for those who cure
    alerts."""

    def refuse(self, refusal: CustodyError) -> NoReturn:
        """End the block and refuse the act: what was appended so far is committed, as an operation of its own.

        For what must be remembered although it was refused, such as a seal that was read wrongly; called before
        anything is changed. The act's key stays unused, so that the act itself may still come with it.
        """
        self.op_id, self.act = self.refused_op_id, replace(self.act, key=None)
        raise _Refused(refusal)

    @property
    def refused_op_id(self) -> UUID:
        """The operation that a refusal of this very sending is: what is sent once more, key and body, is the same."""
        key = self.act.key
        return uuid4() if key is None else uuid5(_OPERATIONS, f"{key} {self.act.body_hash.hex()}")

    def open_stream(self, *, kind: str, ref: UUID) -> UUID:
        """Begin the story of one thing; return the stream's id, which is its pseudonym in the leaves."""
        return self.open_streams(kind=kind, refs=[ref])[ref]

    def open_streams(self, *, kind: str, refs: Sequence[UUID]) -> dict[UUID, UUID]:
        """Begin the stories of many things of one kind; return the streams' ids by what they are about."""
        streams = {ref: uuid4() for ref in refs}
        rows = [(stream, kind, ref) for ref, stream in streams.items()]
        _write([_Rows("INSERT INTO custody_stream (id, kind, ref) VALUES %s", rows)])
        return streams

    def append(
        self, event: EventType, /, *, on: LedgerRow, rows: Iterable[LedgerRow] = (), **fields: Any
    ) -> Entry:
        """Buffer one event on the stream of ``on``; ``rows`` are the other rows that it explains."""
        entry = Entry(event, on, tuple(rows), event.clean(fields))
        self.entries.append(entry)
        if event.subject in ASKED_ONCE:
            forget()
        return entry


class _Refused(Exception):
    """The act is refused, and what was recorded until then stays."""

    def __init__(self, refusal: CustodyError) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class _Known(NamedTuple):
    """What is kept of an act under its key. ``result`` is JSON."""

    author: UUID
    body_hash: memoryview
    op_id: UUID
    result: str


@contextmanager
def recording(act: Act, *, authorises: bool = False) -> Iterator[Record]:
    """Yield a ``Record`` inside a durable transaction and commit it with at least one event.

    An act that ``authorises``, answers what is owed or opens what is kept, counts from the database's clock: a claim
    beside it is refused (``check_no_claim``).
    Raises ``AlreadyRecorded`` (with the first result) when the act's key was used before by the same author with the
    same body, ``KeyReused`` when it was used otherwise, ``LockTimeout`` when the rows stayed busy, and
    ``IntegrityBroken`` when the block ends without an event. After the commit: what the act was refused with
    (``Record.refuse``).
    """
    refusal: CustodyError | None = None
    try:
        with transaction.atomic(durable=True), remembering():
            record = _begin(act)
            if authorises:
                check_no_claim(act)
            try:
                yield record
            except _Refused as ended:
                refusal = ended.refusal
            _finish(record)
    except IntegrityError:
        # Two requests with one key at once: the second finds the first's answer once it has committed.
        answered(act)
        raise
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) in {_LOCK_NOT_AVAILABLE, _DEADLOCK, _SERIALISATION}:
            raise LockTimeout("record.busy", "This record is busy. Try again in a moment") from error
        raise
    if refusal is not None:
        raise refusal


def answered(act: Act) -> None:
    """Return when the act's key is new; raise ``AlreadyRecorded`` or ``KeyReused`` when it is not.

    ``first`` of a ``KeyReused`` is the operation that was recorded, ``None`` when it was somebody else's.
    """
    if act.key is not None:
        _look(act)


def _look(act: Act) -> datetime:
    """Return the database's clock when the act's key is new; raise as ``answered`` does when it is not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp(), k.author, k.body_hash, k.op_id, k.result"
            " FROM (SELECT) AS here LEFT JOIN custody_idempotencykey AS k ON k.key = %s",
            [act.key],
        )
        now, *answer = cursor.fetchone()
    known = None if answer[0] is None else _Known(*answer)
    if known is None:
        return cast("datetime", now)
    if known.author == act.actor.id and bytes(known.body_hash) == act.body_hash:
        raise AlreadyRecorded(json.loads(known.result))
    # Somebody, or some program, is confused: whoever runs the house is told too. Which answers differ is nobody's.
    log.warning("key %s came again with another body; its act is %s", act.key, known.op_id)
    raise KeyReused(
        "record.key_reused",
        "This form was sent once before with other answers. Those are recorded; these are not",
        first=known.op_id if known.author == act.actor.id else None,
        key=act.key,
    )


def origin() -> str:
    """Return the origin of this database's log; raise ``IntegrityBroken`` when it was never prepared."""
    if not _origin:
        found = Installation.objects.values_list("origin", flat=True).first()
        if found is None:
            raise IntegrityBroken("installation.missing", "This database was not prepared. Run manage.py prepare")
        _origin.append(found)
    return _origin[0]


_origin: list[str] = []


def forget_origin() -> None:
    """Read the origin anew at the next event. For a process that changes its database."""
    _origin.clear()


def _begin(act: Act) -> Record:
    now = _look(act)
    claimed = act.occurred_at if act.basis is not Basis.LIVE else None
    # The same key is the same operation, in this database and in one that replays it.
    op_id = uuid4() if act.key is None else uuid5(_OPERATIONS, str(act.key))
    return Record(act=act, op_id=op_id, at=claimed or now, now=now)


def _finish(record: Record) -> None:
    if not record.entries:
        raise IntegrityBroken("record.empty", "Nothing was recorded")
    done = 0
    while done < len(record.entries):
        reactions.run(record, record.entries[done])
        done += 1
    events, disclosures, heads = _events_of(record)
    written = [events, *_stamps_of(record.entries, heads)]
    if record.act.key is not None:
        written.append(
            _Rows(
                "INSERT INTO custody_idempotencykey (key, author, body_hash, op_id, result) VALUES %s",
                [(record.act.key, record.act.actor.id, record.act.body_hash, record.op_id, Json(record.result))],
            )
        )
    _write(written)
    disclosures.write()


def _events_of(record: Record) -> tuple[_Rows, _Disclosures, dict[UUID, int]]:
    """Reserve places and build the buffered events in order; return what is to be inserted, and the new head of
    every stream they touch."""
    streams = sorted({entry.on.stream_id for entry in record.entries})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM custody.ledger_reserve(%s::uuid[])", [streams])
        reserved = cursor.fetchall()
    if len(reserved) != len(streams):
        raise IntegrityBroken("record.no_stream", "A record has no stream in the ledger")
    seqs = {row[0]: row[1] for row in reserved}
    heads: dict[UUID, bytes | None] = {row[0]: None if row[2] is None else bytes(row[2]) for row in reserved}
    recorded_at: datetime = reserved[0][3].astimezone(UTC)
    after = None if reserved[0][4] is None else {"size": reserved[0][4], "root": _b64(bytes(reserved[0][5]))}
    # The same for every event of the act, and written once.
    envelope = {name: canonical_bytes(value) for name, value in _envelope(record).items()}

    events: list[tuple[Any, ...]] = []
    disclosures = _Disclosures()
    for entry in record.entries:
        stream = entry.on.stream_id
        seqs[stream] += 1
        head = heads[stream]
        fields = {name: canonical_bytes(value) for name, value in entry.fields.items()}
        commitments = disclosures.add(stream=stream, seq=seqs[stream], event=entry.type, values=envelope | fields)
        payload = canonical_bytes(
            {
                "v": LEAF_VERSION,
                "code": entry.type.code,
                "stream": str(stream),
                "seq": seqs[stream],
                "prev": None if head is None else _b64(head),
                "op": str(record.op_id),
                "recorded_at": utc_text(recorded_at),
                "after": after,
                "actor": record.act.actor.pseudonym,
                "c": commitments,
            }
        )
        heads[stream] = leaf_hash(payload)
        events.append((stream, seqs[stream], entry.type.code, record.op_id, payload, recorded_at))

    statement = "INSERT INTO custody_event (stream_id, seq, code, op_id, payload, recorded_at) VALUES %s"
    return _Rows(statement, events), disclosures, seqs


class _Disclosures:
    """Collects values and salts. They are many, some thousand of a large act, and nothing is cheaper than ``COPY``."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, *, stream: UUID, seq: int, event: EventType, values: dict[str, bytes]) -> dict[str, str]:
        """Keep every value, in its canonical bytes, with a fresh salt; return the commitments for the leaf."""
        out: dict[str, str] = {}
        salts = secrets.token_bytes(32 * len(values))
        # Written once for the leaf, the binding and every row: of a large act this is a tenth of its time.
        written = str(stream)
        for place, (name, value) in enumerate(values.items()):
            salt = salts[32 * place : 32 * place + 32]
            schema = ENVELOPE.get(name) or event.fields[name]
            hidden = schema.field_class is not FieldClass.OPEN and value != _NOTHING
            stored = value
            if hidden:
                stored = seal(value, bound_to=disclosure_binding(stream=stream, seq=seq, name=name))
            out[name] = _b64(commit_written(name, value, salt))
            self._lines.append(
                f"{written}\t{seq}\t{name}\t\\\\x{salt.hex()}\t\\\\x{stored.hex()}\t{'t' if hidden else 'f'}\n"
            )
        return out

    def write(self) -> None:
        """Insert everything collected, once its events are there."""
        lines = BytesIO("".join(self._lines).encode("ascii"))
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.cursor.copy_expert(
                "COPY custody_disclosure (stream_id, seq, name, salt, value, encrypted) FROM STDIN", lines
            )


def disclosure_binding(*, stream: UUID, seq: int, name: str) -> bytes:
    """Return what an encrypted disclosure is bound to: its own place and no other."""
    return f"disclosure:{stream}:{seq}:{name}".encode()


def _envelope(record: Record) -> dict[str, Any]:
    act = record.act

    def text(moment: datetime | None) -> str | None:
        return None if moment is None else utc_text(moment.astimezone(UTC))

    return {
        "effective_at": text(record.at),
        "occurred_at": text(act.occurred_at),
        "device_at": text(act.device_at),
        "received_at": text(act.received_at),
        "basis": act.basis.value,
        "door": act.door.value,
        "origin": origin(),
    }


def _stamps_of(entries: Sequence[Entry], heads: dict[UUID, int]) -> list[_Rows]:
    """Set the head of its stream in every row an event explains; return what writes it."""
    tables: dict[str, dict[UUID, LedgerRow]] = defaultdict(dict)
    for entry in entries:
        for row in (entry.on, *entry.rows):
            tables[row._meta.db_table][row.id] = row
    written = []
    for table, rows in tables.items():
        for row in rows.values():
            row.last_seq = heads[row.stream_id]
        written.append(
            _Rows(
                f"UPDATE {table} AS t SET last_seq = v.seq FROM (VALUES %s) AS v (id, seq) "  # noqa: S608
                "WHERE t.id = v.id",
                [(row.id, row.last_seq) for row in rows.values()],
                template="(%s::uuid, %s::bigint)",
            )
        )
    return written


@dataclass(frozen=True, slots=True)
class _Rows:
    """One statement over many rows: ``VALUES %s`` in it stands for all of them."""

    statement: str
    rows: Sequence[Sequence[Any]]
    template: str | None = None


def _write(many: Sequence[_Rows]) -> None:
    """Run statements in their order, in as few journeys to the database as their size allows.

    Their errors are Django's, so that a busy row is told from a broken one.
    """
    with connection.cursor() as cursor, connection.wrap_database_errors:
        waiting: list[bytes] = []
        for each in many:
            for first in range(0, len(each.rows), _PAGE):
                page = each.rows[first : first + _PAGE]
                template = each.template or f"({', '.join(['%s'] * len(page[0]))})"
                values = b",".join(cursor.mogrify(template, row) for row in page)
                waiting.append(each.statement.encode().replace(b"%s", values, 1))
                if sum(map(len, waiting)) > _LOAD_BYTES:
                    cursor.cursor.execute(b";".join(waiting))
                    waiting.clear()
        if waiting:
            cursor.cursor.execute(b";".join(waiting))


def _b64(value: bytes) -> str:
    return b64encode(value).decode("ascii")
