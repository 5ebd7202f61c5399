"""Signed notes and checkpoints, the text forms of C2SP: what a log says, who signed it, and under which key.

No cryptography happens here: signing and verifying are callables that the caller brings, over the exact bytes
this module names. A note is UTF-8 text; a checkpoint is the note's body ``origin``, ``size``, ``root``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from custody.core.errors import IntegrityBroken, InvalidInput
from custody.core.merkle import HASH_BYTES

ED25519 = 0x01
KEY_BYTES = 32
MOST_SIGNATURES = 100

Sign: TypeAlias = Callable[[bytes], bytes]
"""Message to signature."""
Verify: TypeAlias = Callable[[bytes, bytes, bytes], bool]
"""Public key, signature and message to a verdict."""

_NAME_PATTERN = r"[^\s+\x00-\x1f\ud800-\udfff]+"
_NAME = re.compile(_NAME_PATTERN)
_VKEY = re.compile(rf"(?P<name>{_NAME_PATTERN})\+(?P<id>[0-9a-f]{{8}})\+(?P<key>[A-Za-z0-9+/=]+)")
_SIGNATURE_LINE = re.compile(rf"— (?P<name>{_NAME_PATTERN}) (?P<blob>[A-Za-z0-9+/=]+)")
_DECIMAL = re.compile(r"0|[1-9][0-9]*")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, kw_only=True)
class VerifierKey:
    """A public Ed25519 key and the name it signs under."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public_key) != KEY_BYTES:
            raise _malformed("An Ed25519 key has 32 bytes")

    @property
    def key_id(self) -> bytes:
        """The four bytes that tell this key from others in a note."""
        return key_id(name=self.name, algorithm=ED25519, public_key=self.public_key)

    def __str__(self) -> str:
        """Return the key as ``name+id+key``, the form that is printed and handed out."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([ED25519]) + self.public_key)}"


@dataclass(frozen=True, kw_only=True)
class NoteSignature:
    """One signature line of a note, not yet verified."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, kw_only=True)
class Note:
    """A text and the signature lines under it."""

    body: str
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What a log claims: its name, how many leaves it has, and their root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def key_id(*, name: str, algorithm: int, public_key: bytes) -> bytes:
    """Return the key id of signed-note: four bytes over name, algorithm and key."""
    return hashlib.sha256(f"{name}\n".encode() + bytes([algorithm]) + public_key).digest()[:4]


def parse_vkey(text: str) -> VerifierKey:
    """Return the key written as ``name+id+key``. Raises InvalidInput when it is malformed or not Ed25519."""
    parts = _VKEY.fullmatch(text)
    if not parts:
        raise _malformed("A verifier key is written name+id+key")
    blob = _unbase64(parts["key"])
    if blob[:1] != bytes([ED25519]):
        raise _malformed("Only Ed25519 keys are known here")
    key = VerifierKey(name=parts["name"], public_key=blob[1:])
    if key.key_id.hex() != parts["id"]:
        raise _malformed("The key id does not belong to this key")
    return key


def checkpoint_body(*, origin: str, size: int, root: bytes) -> str:
    """Return the three lines a log signs about a tree of ``size`` leaves."""
    if not origin or "\n" in origin or _CONTROL.search(origin):
        raise _malformed("The origin of a checkpoint is one line of text")
    if size < 0 or len(root) != HASH_BYTES:
        raise _malformed("A checkpoint names a size and a root of 32 bytes")
    return f"{origin}\n{size}\n{_base64(root)}\n"


def parse_checkpoint(body: str) -> Checkpoint:
    """Return what the body of a note claims about a tree.

    Extension lines are returned as they are; nothing may depend on them. Raises InvalidInput for any other
    text.
    """
    lines = body.split("\n")
    if len(lines) < 4 or lines.pop() != "" or "" in lines:
        raise _malformed("A checkpoint has three lines that are not empty")
    origin, size, root, *extensions = lines
    if not _DECIMAL.fullmatch(size) or len(size) > 19:
        raise _malformed("The size of a checkpoint is a plain number")
    hash_ = _unbase64(root)
    if len(hash_) != HASH_BYTES:
        raise _malformed("The root of a checkpoint has 32 bytes")
    return Checkpoint(origin=origin, size=int(size), root=hash_, extensions=tuple(extensions))


def signed_bytes(body: str) -> bytes:
    """Return the exact bytes that a signature over ``body`` covers; raise InvalidInput for no note text."""
    if not body.endswith("\n") or _CONTROL.search(body):
        raise _malformed("The text of a note ends with a line break and holds no control characters")
    try:
        return body.encode()
    except UnicodeEncodeError as error:
        raise _malformed("The text of a note holds half of a character") from error


def sign_note(*, body: str, key: VerifierKey, sign: Sign) -> NoteSignature:
    """Return the signature of ``body`` made with ``sign``, labelled with the matching public ``key``."""
    return NoteSignature(name=key.name, key_id=key.key_id, signature=sign(signed_bytes(body)))


def format_note(body: str, signatures: Iterable[NoteSignature]) -> str:
    """Return the note as text: the body, an empty line, one line per signature."""
    signed_bytes(body)
    lines = []
    for signature in signatures:
        _check_name(signature.name)
        lines.append(f"— {signature.name} {_base64(signature.key_id + signature.signature)}\n")
    if not 0 < len(lines) <= MOST_SIGNATURES:
        raise _malformed("A note carries between 1 and 100 signatures")
    return f"{body}\n{''.join(lines)}"


def parse_note(text: str) -> Note:
    """Return the parts of a note, its signatures unverified. Raises InvalidInput for anything else."""
    body, separator, tail = text.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise _malformed("A note is a text, an empty line, and signature lines")
    body += "\n"
    signed_bytes(body)
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise _malformed("A note carries between 1 and 100 signatures")
    return Note(body=body, signatures=tuple(_parse_signature(line) for line in lines))


def verified_names(note: Note, keys: Iterable[VerifierKey], verify: Verify) -> tuple[str, ...]:
    """Return the names of those of ``keys`` that signed ``note``, in the order of its lines, each once.

    Signatures of unknown keys are passed over: that is how keys are rotated. Raises IntegrityBroken when a
    known key's signature is wrong, and when no known key signed at all.
    """
    known = {(key.name, key.key_id): key for key in keys}
    message = signed_bytes(note.body)
    names: list[str] = []
    for line in note.signatures:
        key = known.pop((line.name, line.key_id), None)
        if key is None:
            continue
        if not verify(key.public_key, line.signature, message):
            raise IntegrityBroken("note.signature", "The signature of {name} is wrong", name=key.name)
        names.append(key.name)
    if not names:
        raise IntegrityBroken("note.unsigned", "No known key signed this note")
    return tuple(names)


def _parse_signature(line: str) -> NoteSignature:
    parts = _SIGNATURE_LINE.fullmatch(line)
    if not parts:
        raise _malformed("A signature line is a dash, a name and base64")
    blob = _unbase64(parts["blob"])
    if len(blob) <= 4:
        raise _malformed("A signature line holds a key id and a signature")
    return NoteSignature(name=parts["name"], key_id=blob[:4], signature=blob[4:])


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise _malformed("The name of a key holds neither blanks nor a plus sign")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise _malformed("This is not base64") from error
    if _base64(data) != text:
        raise _malformed("This base64 has a shorter or cleaner form")
    return data


def _malformed(message: str) -> InvalidInput:
    return InvalidInput("note.malformed", message)
