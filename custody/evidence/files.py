"""Files in the storage: each lies encrypted under a random key of its own, bound to the row it belongs to.

Erasing the key erases the file; the commitment of its hash in the ledger stays provable.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from custody.core.errors import IntegrityBroken
from custody.ledger.sealing import seal, unseal

if TYPE_CHECKING:
    from types import TracebackType

_NONCE_BYTES = 12


@dataclass(slots=True)
class StoredFiles:
    """The files that one act has put in the storage. Leaving the block with an error takes them back.

    Wraps ``recording``: a file cannot roll back, so it is removed when the act did not commit.
    """

    names: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for name in self.names:
                default_storage.delete(name)

    def put(self, content: bytes, *, kind: str, row_id: UUID) -> tuple[str, bytes]:
        """Store the content of a ``photo`` or ``document`` encrypted; return the file's name and the sealed key."""
        key = AESGCM.generate_key(bit_length=256)
        name = f"{kind}s/{uuid4().hex}"
        save(name, encrypt(content, key=key, bound_to=f"{kind}:{row_id}"))
        self.names.append(name)
        return name, seal(key, bound_to=f"{kind}-key:{row_id}".encode())


def key_of(key_sealed: bytes | memoryview, *, kind: str, row_id: UUID) -> bytes:
    """Return the key of a file; raise ``IntegrityBroken`` when it does not open."""
    return unseal(key_sealed, bound_to=f"{kind}-key:{row_id}".encode())


def encrypt(content: bytes, *, key: bytes, bound_to: str) -> bytes:
    """Return the content under the key, in no other place to be opened."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def decrypt(raw: bytes, *, key: bytes, bound_to: str) -> bytes:
    """Return the content; raise ``IntegrityBroken`` when the file was changed."""
    try:
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError):
        raise IntegrityBroken("photo.broken", "The file of this record was changed") from None


def save(name: str, raw: bytes) -> None:
    """Write one file."""
    default_storage.save(name, ContentFile(raw))


def load(name: str) -> bytes:
    """Return one file; raise ``IntegrityBroken`` when it is missing."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise IntegrityBroken("photo.missing", "The file of this record is missing") from None
