"""A court packet: the exact bytes of some streams with proofs, for whoever checks them without us (ledger.md, 5.1).

The archive is the only one of its files: names sorted, dates fixed, nothing compressed. A packet leaves this room only
after the verifier that a court runs called it valid under the policy of the house: an outage of the signer or of a
witness stops no work, but it stops packets.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from custody.core.errors import IntegrityBroken, NotAllowedNow
from custody.core.events import ENVELOPE, Field, event_type
from custody.core.merkle import inclusion_path
from custody.core.tiles import TILE_WIDTH, Tile, TileReader, tile_root
from custody.ledger.integrator import split
from custody.ledger.models import Checkpoint, Disclosure, Event, Leaf
from custody.ledger.models import Tile as StoredTile
from custody.ledger.selectors import disclosed, newest_checkpoint, schema_of
from custody.ledger.standalone import verify

PHOTO = re.compile(r"photo\.attached/")
Shows = Callable[[Field], bool]
"""Says of a field whether the reader of a packet may see its value."""


@dataclass(frozen=True, slots=True)
class Packet:
    """An archive that a court can check alone. ``events`` says how many each stream has in it."""

    content: bytes
    sha256: str
    events: Mapping[UUID, int]
    tree_size: int


@dataclass(frozen=True, slots=True)
class Outline:
    """How much a packet would hold: ``withheld`` values are proved to be there, and not shown or erased."""

    streams: int
    events: int
    shown: int
    withheld: int


def house_policy() -> str:
    """Return the C2SP tlog-policy that our packets must meet: the file of the house, or else the key of its log alone.

    Raises ``NotAllowedNow`` before the log has a key.
    """
    if settings.CUSTODY_PACKET_POLICY_FILE.exists():
        return str(settings.CUSTODY_PACKET_POLICY_FILE.read_text(encoding="utf-8"))
    if not settings.CUSTODY_LOG_VKEY_FILE.exists():
        raise _unsealed()
    return f"log {settings.CUSTODY_LOG_VKEY_FILE.read_text(encoding='utf-8').strip()}\nquorum none\n"


def outline_of(stream_ids: Sequence[UUID], *, shows: Shows) -> Outline:
    """Return how much a packet of some streams would hold as they stand now."""
    events = Event.objects.filter(stream_id__in=stream_ids)
    codes = {(stream, seq): code for stream, seq, code in events.values_list("stream_id", "seq", "code")}
    committed = sum(len(event_type(code).fields) + len(ENVELOPE) for code in codes.values())
    kept = Disclosure.objects.filter(stream_id__in=stream_ids).values_list("stream_id", "seq", "name")
    shown = sum(shows(schema_of(event_type(codes[stream, seq]), name)) for stream, seq, name in kept
                if (stream, seq) in codes)  # fmt: skip
    return Outline(len({stream for stream, _ in codes}), len(codes), shown, committed - shown)


def packet_of(
    stream_ids: Sequence[UUID], *, shows: Shows, statement: str, page: str, photos: Mapping[str, bytes]
) -> Packet:
    """Return the packet of some streams, each from its first event to its last, with the values that ``shows`` allows.

    ``photos`` are files by their SHA-256 in hex: each of which an event shows the hash is enclosed, and no other.
    ``page`` says in HTML how it is checked.

    Raises ``NotAllowedNow`` while an event of them is not under a signed checkpoint, or too few witnesses have signed
    that; ``IntegrityBroken`` when the verifier calls the result invalid.
    """
    policy, checkpoint = house_policy(), newest_checkpoint()
    if checkpoint is None:
        raise _unsealed()
    files = {
        "checkpoint": checkpoint.note.encode(), "policy.txt": policy.encode(), "STATEMENT.txt": statement.encode(),
        "VERIFY.html": page.encode(), "verify.py": Path(verify.__file__).read_bytes(),
    }  # fmt: skip
    counts, listed, named = {}, [], set[str]()
    prove = _prover(checkpoint)
    for number, (stream, rows) in enumerate(_events(stream_ids, checkpoint.size).items(), 1):
        values = _values(stream, {seq: code for seq, code, *_ in rows}, shows)
        for seq, code, payload, index in rows:
            place = f"{number:04d}/{seq:06d}"
            files[f"stream/{place}.json"] = payload
            files[f"proof/{place}.tlog-proof"] = prove(index)
            files[f"disclose/{place}.json"] = _json(values[seq])
            if PHOTO.match(code) and "sha256" in values[seq]:
                named.add(values[seq]["sha256"]["value"])
        counts[stream] = len(rows)
        head = hashlib.sha256(b"\x00" + rows[-1][2]).digest()
        listed.append({"events": len(rows), "head": b64encode(head).decode(), "stream": str(stream)})
    files |= {f"attach/{each}": photos[each] for each in sorted(named & photos.keys())}
    files["packet.json"] = _json({"streams": listed, "v": 1})
    content = verify.archive_of(files)
    _check(content, policy)
    return Packet(content, hashlib.sha256(content).hexdigest(), counts, checkpoint.size)


def opened(content: bytes) -> dict[str, bytes]:
    """Return the files of a packet by name; raise ``IntegrityBroken`` where it is not the one archive of them."""
    try:
        return verify.read_files(content)
    except verify.Invalid as error:
        raise IntegrityBroken("packet.changed", "This packet is not the one that was issued") from error


def _check(content: bytes, policy: str) -> None:
    """Return when the verifier calls a packet valid under the policy."""
    try:
        _, is_witnessed = verify.check_packet(content, verify.read_policy(policy))
    except (verify.Invalid, verify.Undecided) as error:
        raise IntegrityBroken("packet.invalid", "No packet leaves the house, for our own check refuses it: {reason}",
                              reason=str(error)) from error  # fmt: skip
    if not is_witnessed:
        raise NotAllowedNow(
            "packet.no_quorum", "Fewer witnesses than a packet needs have signed the newest state of the log. "
                                "Try again once they have"
        )  # fmt: skip


def _unsealed() -> NotAllowedNow:
    return NotAllowedNow("packet.unsealed", "What was recorded last is not yet in a signed state of the log. "
                                            "Try again in a moment")  # fmt: skip


def _events(stream_ids: Sequence[UUID], size: int) -> dict[UUID, list[tuple[int, str, bytes, int]]]:
    """Return (seq, code, bytes, leaf) of every event, by stream and in order; raise when one lies outside the tree."""
    out: dict[UUID, list[tuple[int, str, bytes, int]]] = {stream: [] for stream in stream_ids}
    rows = Event.objects.filter(stream_id__in=stream_ids).order_by("stream_id", "seq")
    for stream, seq, code, payload, index in rows.values_list("stream_id", "seq", "code", "payload", "leaf__index"):
        if not _is_within(index, size):
            raise _unsealed()
        out[stream].append((seq, code, bytes(payload), index))
    return {stream: found for stream, found in out.items() if found}


def _is_within(index: int | None, size: int) -> bool:
    """Say whether an event has its place in the tree of this size; ``None`` is an event that has none yet."""
    return index is not None and index < size


def _values(stream: UUID, codes: Mapping[int, str], shows: Shows) -> dict[int, dict[str, Any]]:
    """Return what may be seen of a stream: by event and field, its salt and value."""
    out: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in Disclosure.objects.filter(stream_id=stream, seq__in=codes):
        if shows(schema_of(event_type(codes[row.seq]), row.name)):
            out[row.seq][row.name] = {"salt": b64encode(bytes(row.salt)).decode(), "value": disclosed(row)}
    return out


def _prover(checkpoint: Checkpoint) -> Callable[[int], bytes]:
    """Return a function that writes the C2SP tlog-proof of a leaf under a checkpoint."""
    reader = TileReader(read=_tile, size=checkpoint.size, root=bytes(checkpoint.root))

    def prove(index: int) -> bytes:
        path = "".join(f"{b64encode(each).decode()}\n" for each in inclusion_path(reader, index, checkpoint.size))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{path}\n{checkpoint.note}".encode()

    return prove


def _tile(tile: Tile) -> bytes:
    """Return the hashes of a tile, full or at the edge."""
    first = tile.number * TILE_WIDTH
    if tile.width == TILE_WIDTH:
        stored = StoredTile.objects.filter(level=tile.level, index=tile.number).values_list("hashes", flat=True).first()
        return b"" if stored is None else bytes(stored)
    within = {"index__gte": first, "index__lt": first + tile.width}
    if tile.level == 0:
        rows = Leaf.objects.filter(**within).order_by("index").values_list("leaf_hash", flat=True)
        return b"".join(bytes(row) for row in rows)
    below = StoredTile.objects.filter(level=tile.level - 1, **within).order_by("index")
    return b"".join(tile_root(split(bytes(row))) for row in below.values_list("hashes", flat=True))


def _json(value: Any) -> bytes:
    """Return the canonical spelling. A list of many streams is longer than an event may be."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
