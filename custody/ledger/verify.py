"""Checks the whole ledger from the stored bytes up, and believes no derived column.

Every event is re-hashed and parsed; streams must chain without gaps; every event must have a leaf or be pending; the
leaves must be gap-free and give the stored roots; tiles must hold what the leaves say; every checkpoint must be signed
and match; every disclosure must open its commitment; the guards must stand.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from custody.core.canonical import parse_canonical
from custody.core.commitment import check_commitment
from custody.core.errors import CustodyError
from custody.core.events import ENVELOPE, event_type
from custody.core.merkle import Frontier, leaf_hash
from custody.core.note import VerifierKey, parse_checkpoint, parse_note, verified_names
from custody.core.tiles import TILE_WIDTH
from custody.ledger.guards import missing_guards
from custody.ledger.models import Checkpoint, Stream, Tree
from custody.ledger.recording import disclosure_binding, origin
from custody.ledger.sealing import unseal
from custody.ledger.signer import verify_ed25519
from custody.ledger.snapshot import one_snapshot

CHUNK = 5000
PENDING_SECONDS = 60
_SQL_EVENTS = (
    'SELECT e.id, e.stream_id, e.seq, e.code, e.op_id, e.payload, e.recorded_at, l."index", l.leaf_hash, '
    "p.event_id IS NOT NULL FROM custody_event e LEFT JOIN custody_leaf l ON l.event_id = e.id "
    "LEFT JOIN custody_pending p ON p.event_id = e.id ORDER BY e.id"
)
_SQL_DISCLOSURES = (
    "SELECT e.payload, e.code, d.stream_id, d.seq, d.name, d.salt, d.value, d.encrypted FROM custody_disclosure d "
    "LEFT JOIN custody_event e ON e.stream_id = d.stream_id AND e.seq = d.seq"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not add up: where, which field, and what is wrong."""

    where: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.where} {self.field}: {self.message}"


@dataclass(slots=True)
class Verified:
    """What a verification looked at, and what it found."""

    events: int = 0
    leaves: int = 0
    checkpoints: int = 0
    disclosures: int = 0
    pending: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, where: str, name: str, message: str) -> None:
        """Remember one fault."""
        self.faults.append(Fault(where, name, message))


def verify_ledger(*, vkey: VerifierKey | None, progress: Callable[[int], None] = lambda events: None) -> Verified:
    """Check everything and return what was looked at and what is wrong.

    ``vkey`` is the log's public key, which comes from outside the database; without it a signed checkpoint is a fault.
    One repeatable-read snapshot is used, so it may run while people work.
    """
    out = Verified()
    with one_snapshot():
        leaves = _events(out, progress)
        roots = _tree(out, leaves)
        _tiles(out, leaves)
        _checkpoints(out, roots, leaves, vkey)
        _disclosures(out)
        for sentence in missing_guards():
            out.fault("guards", "*", sentence)
    return out


def _events(out: Verified, progress: Callable[[int], None]) -> dict[int, bytes]:
    """Re-hash every event, check the chains; return the recomputed leaf hashes by index."""
    heads: dict[UUID, tuple[int, bytes]] = {}
    leaves: dict[int, bytes] = {}
    for row in _rows(_SQL_EVENTS):
        event_id, stream, seq, code, op_id, payload, recorded_at, index, stored, pending = row
        out.events += 1
        where = f"event {event_id} ({code}, {stream}/{seq})"
        raw = bytes(payload)
        hashed = leaf_hash(raw)
        known_seq, head = heads.get(stream, (0, None))
        heads[stream] = (seq, hashed)
        if seq != known_seq + 1:
            out.fault(where, "seq", f"follows {known_seq}: an event of this stream is missing")
        try:
            leaf = parse_canonical(raw)
        except CustodyError as error:
            out.fault(where, "payload", f"is not canonical ({error})")
            leaf = {}
        said = {
            "stream": str(stream), "seq": seq, "code": code, "op": str(op_id),
            "prev": None if head is None else b64encode(head).decode(),
            "recorded_at": f"{recorded_at:%Y-%m-%dT%H:%M:%S.%f}Z",
        }
        for name, value in said.items():
            if leaf.get(name) != value:
                out.fault(where, name, "the hashed bytes say otherwise")
        _check_schema(out, where, code, leaf)
        if index is None:
            out.pending += 1
            if not pending:
                out.fault(where, "leaf", "is neither in the tree nor waiting for it")
        else:
            leaves[index] = hashed
            if bytes(stored) != hashed:
                out.fault(where, "payload", f"does not hash to leaf {index}: its bytes were changed")
        if out.events % CHUNK == 0:
            progress(out.events)
    _check_heads(out, heads)
    return leaves


def _check_schema(out: Verified, where: str, code: str, leaf: dict[str, Any]) -> None:
    try:
        wanted = {*event_type(code).fields, *ENVELOPE}
    except KeyError:
        out.fault(where, "code", "is not known to this version")
        return
    if set(leaf.get("c", ())) != wanted:
        out.fault(where, "c", "does not commit to exactly the fields of its schema")


def _check_heads(out: Verified, heads: dict[UUID, tuple[int, bytes]]) -> None:
    for stream_id, seq, head in Stream.objects.values_list("id", "seq", "head").iterator():
        known = heads.get(stream_id, (0, None))
        if (seq, None if head is None else bytes(head)) != known:
            out.fault(f"stream {stream_id}", "head", "is not its newest event: an event was removed or added")


def _tree(out: Verified, leaves: dict[int, bytes]) -> dict[int, bytes]:
    """Build the tree; return its root at every signed size and at its end."""
    out.leaves = len(leaves)
    tree = Tree.objects.get(id=1)
    wanted = set(Checkpoint.objects.values_list("size", flat=True))
    frontier = Frontier()
    roots: dict[int, bytes] = {}
    for index in range(len(leaves)):
        if index not in leaves:
            out.fault(f"leaf {index}", "index", "is missing: the leaves have a gap")
            return roots
        frontier.append(leaves[index])
        if frontier.size in wanted:
            roots[frontier.size] = frontier.root()
    if (tree.size, bytes(tree.root)) != (frontier.size, frontier.root()):
        out.fault("tree", "root", f"the leaves give another tree than the stored one of size {tree.size}")
    return roots


def _tiles(out: Verified, leaves: dict[int, bytes]) -> None:
    levels: list[list[bytes]] = [[leaves[index] for index in sorted(leaves)]]
    while len(levels[-1]) >= TILE_WIDTH:
        below = levels[-1]
        parents = []
        for at in range(0, len(below) - TILE_WIDTH + 1, TILE_WIDTH):
            part = Frontier()
            part.extend(below[at : at + TILE_WIDTH])
            parents.append(part.root())
        levels.append(parents)
    stored = 0
    for level, number, hashes in _rows('SELECT level, "index", hashes FROM custody_tile'):
        stored += 1
        first = number * TILE_WIDTH
        right = levels[level][first : first + TILE_WIDTH] if level < len(levels) else []
        if len(right) != TILE_WIDTH or bytes(hashes) != b"".join(right):
            out.fault(f"tile {level}/{number}", "hashes", "does not hold what the leaves say")
    if stored != sum(len(each) // TILE_WIDTH for each in levels):
        out.fault("tiles", "*", "a full tile is missing")


def _checkpoints(out: Verified, roots: dict[int, bytes], leaves: dict[int, bytes], vkey: VerifierKey | None) -> None:
    for size, root, note_text in Checkpoint.objects.order_by("size").values_list("size", "root", "note").iterator():
        out.checkpoints += 1
        where = f"checkpoint {size}"
        try:
            note = parse_note(note_text)
            said = parse_checkpoint(note.body)
            if vkey is None:
                out.fault(where, "note", "cannot be checked without the log's public key")
            else:
                verified_names(note, [vkey], verify_ed25519)
        except CustodyError as error:
            out.fault(where, "note", str(error))
            continue
        if said.size != size or said.root != bytes(root) or said.origin != origin():
            out.fault(where, "note", "says something else than its row")
        if size > len(leaves):
            out.fault(where, "size", f"was signed over {size} leaves, but only {len(leaves)} are left")
        elif roots.get(size) != said.root:
            out.fault(where, "root", "the events do not give the root that was signed")


def _disclosures(out: Verified) -> None:
    newest: tuple[bytes, dict[str, str]] = (b"", {})
    for payload, code, stream, seq, name, salt, value, encrypted in _rows(_SQL_DISCLOSURES):
        out.disclosures += 1
        where = f"event {stream}/{seq}"
        if payload is None:
            out.fault(where, name, "a value is disclosed for an event that does not exist")
            continue
        raw = bytes(payload)
        if newest[0] != raw:
            try:
                newest = (raw, parse_canonical(raw)["c"])
            except (CustodyError, KeyError):
                continue  # named already
        try:
            plain = bytes(value)
            if encrypted:
                plain = unseal(plain, bound_to=disclosure_binding(stream=stream, seq=seq, name=name))
            check_commitment(b64decode(newest[1][name]), name, parse_canonical(plain), bytes(salt))
        except (CustodyError, KeyError, ValueError):
            out.fault(f"{where} ({code})", name, "the value is not the one that was committed to")


def _rows(query: str) -> Any:
    """Yield the rows of a query through a server-side cursor."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
