"""The signer: holds the log's key and remembers, outside the database, what it last signed.

It signs only what is committed and only what extends its own memory: it reads the new leaves, re-hashes the bytes of
their events, carries its own frontier forward and compares the root. A rewound, forked or edited database therefore
gets no signature, not even from its own house. It persists before it publishes. One signer directory belongs to one
database (one origin).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import connection

from custody.core.errors import IntegrityBroken
from custody.core.merkle import EMPTY_ROOT, Frontier, leaf_hash
from custody.core.note import VerifierKey, checkpoint_body, format_note, sign_note
from custody.ledger.models import Checkpoint, Tree

BATCH = 20_000


@dataclass(slots=True)
class Memory:
    """What the signer last signed. It is written to disk before anybody else sees it."""

    origin: str
    size: int
    root: bytes
    frontier: list[bytes]
    note: str

    def to_json(self) -> str:
        """Return the memory as it lies on disk."""
        return json.dumps(
            {
                "origin": self.origin,
                "size": self.size,
                "root": self.root.hex(),
                "frontier": [each.hex() for each in self.frontier],
                "note": self.note,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Memory:
        """Return the memory that ``to_json`` wrote."""
        raw = json.loads(text)
        return cls(raw["origin"], raw["size"], bytes.fromhex(raw["root"]),
                   [bytes.fromhex(each) for each in raw["frontier"]], raw["note"])


class Signer:
    """Signs checkpoints of one log. Holds an exclusive lock on its directory while it lives."""

    def __init__(self, *, directory: Path, origin: str, vkey_file: Path | None = None) -> None:
        """Open or begin the signer's directory.

        Raises ``IntegrityBroken`` when the directory belongs to another log or another signer runs in it.
        """
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._directory = directory
        self._lock = os.open(directory / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise IntegrityBroken("signer.busy", "Another signer works in {directory}",
                                  directory=str(directory)) from None
        try:
            self._key = self._load_key()
            self.memory = self._load_memory(origin)
        except BaseException:
            self.close()
            raise
        self.vkey = VerifierKey(name=origin, public_key=self._key.public_key().public_bytes_raw())
        if vkey_file is not None:
            _write_durably(vkey_file, f"{self.vkey}\n", mode=0o644)

    def close(self) -> None:
        """Give the directory free."""
        os.close(self._lock)

    def sign_newest(self, *, after_persist: Callable[[], None] = lambda: None) -> int | None:
        """Sign the tree as it stands; return its size, or ``None`` when there is nothing new.

        Raises ``IntegrityBroken`` when the tree does not extend what was signed before. ``after_persist`` runs
        between remembering and publishing; it exists for the tests that kill the process there.
        """
        tree = Tree.objects.get(id=1)
        if tree.size < self.memory.size:
            raise IntegrityBroken("signer.shrunk", "The tree shrank from {before} to {after}: nothing is signed",
                                  before=self.memory.size, after=tree.size)
        if tree.size == self.memory.size:
            if bytes(tree.root) != self.memory.root:
                raise IntegrityBroken("signer.forked", "The tree of size {size} has another root than was signed",
                                      size=tree.size)
            return self._publish() if self.memory.size else None
        frontier = self._extended(tree.size)
        if frontier.root() != bytes(tree.root):
            raise IntegrityBroken("signer.not_extending", "The tree does not extend the one signed at size {size}",
                                  size=self.memory.size)
        body = checkpoint_body(origin=self.memory.origin, size=frontier.size, root=frontier.root())
        note = format_note(body, [sign_note(body=body, key=self.vkey, sign=self._key.sign)])
        self.memory = Memory(self.memory.origin, frontier.size, frontier.root(), frontier.to_bytes_list(), note)
        _write_durably(self._directory / "memory.json", self.memory.to_json())
        after_persist()
        self._publish()
        return frontier.size

    def _publish(self) -> int | None:
        """Put the remembered checkpoint into the database; a kill between the two is repaired here."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO custody_checkpoint (size, root, note) VALUES (%s, %s, %s) ON CONFLICT (size) DO NOTHING",
                [self.memory.size, self.memory.root, self.memory.note],
            )
            return self.memory.size if cursor.rowcount else None

    def _extended(self, size: int) -> Frontier:
        frontier = Frontier.from_bytes_list(self.memory.size, self.memory.frontier)
        while frontier.size < size:
            with connection.cursor() as cursor:
                cursor.execute(
                    'SELECT l."index", e.payload, l.leaf_hash FROM custody_leaf l '
                    'JOIN custody_event e ON e.id = l.event_id WHERE l."index" >= %s AND l."index" < %s '
                    'ORDER BY l."index"',
                    [frontier.size, min(size, frontier.size + BATCH)],
                )
                rows = cursor.fetchall()
            if not rows:
                raise IntegrityBroken("signer.gap", "Leaf {index} is missing", index=frontier.size)
            for index, payload, stored in rows:
                hashed = leaf_hash(bytes(payload))
                if index != frontier.size or hashed != bytes(stored):
                    raise IntegrityBroken("signer.leaf", "Leaf {index} does not carry the hash of its event",
                                          index=frontier.size)
                frontier.append(hashed)
        return frontier

    def _load_key(self) -> Ed25519PrivateKey:
        file = self._directory / "log_key"
        if not file.exists():
            raw = Ed25519PrivateKey.generate().private_bytes_raw().hex()
            _write_durably(file, raw, mode=0o600)
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text().strip()))

    def _load_memory(self, origin: str) -> Memory:
        file = self._directory / "memory.json"
        if not file.exists():
            if Checkpoint.objects.exists():
                raise IntegrityBroken("signer.no_memory", "This log was signed before, but the signer's memory is "
                                      "gone: begin a new origin, do not sign on")
            return Memory(origin, 0, EMPTY_ROOT, [], "")
        memory = Memory.from_json(file.read_text(encoding="utf-8"))
        if memory.origin != origin:
            raise IntegrityBroken("signer.other_log", "This signer belongs to the log {origin}", origin=memory.origin)
        return memory


def verify_ed25519(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether the signature of ``message`` was made with the key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _write_durably(file: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a file so that a kill or a power cut leaves the old one or the new one, never half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    handle = os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode)
    try:
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
