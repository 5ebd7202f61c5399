"""Commitments to the fields of an event: the leaf shows a hash, the value stays erasable.

Type and field name are inside the hash, so that a value can never be shown as that of another field, and a
salt of 256 bits keeps a short value from being guessed (RFC 9901, section 9.3).
"""

from __future__ import annotations

import hashlib
from functools import cache

from custody.core.canonical import canonical_bytes, check_length
from custody.core.errors import IntegrityBroken, InvalidInput

SALT_BYTES = 32

_DOMAIN = b"custody-commit-v1\x00"


def commit(field: str, value: object, salt: bytes) -> bytes:
    """Return the 32 bytes that bind ``field`` to ``value`` under ``salt``.

    Raises InvalidInput when the salt is not 32 bytes or the value has no canonical form.
    """
    return _commit(canonical_bytes([field, value]), salt)


def commit_written(field: str, written: bytes, salt: bytes) -> bytes:
    """Return the same for a value that is written already: ``written`` are its canonical bytes.

    Who stores a value beside its commitment writes it once. Raises InvalidInput as ``commit`` does.
    """
    pair = b"".join((b"[", _name(field), b",", written, b"]"))
    check_length(pair)
    return _commit(pair, salt)


def check_commitment(commitment: bytes, field: str, value: object, salt: bytes) -> None:
    """Return when ``commitment`` binds ``field`` to ``value`` under ``salt``; else raise IntegrityBroken."""
    if commit(field, value, salt) != commitment:
        raise IntegrityBroken(
            "commitment.differs",
            "The disclosed value of {field} is not the one that was recorded",
            field=field,
        )


def _commit(pair: bytes, salt: bytes) -> bytes:
    if len(salt) != SALT_BYTES:
        raise InvalidInput("commitment.salt", "A salt must have {length} bytes", length=SALT_BYTES)
    return hashlib.sha256(_DOMAIN + salt + pair).digest()


@cache
def _name(field: str) -> bytes:
    """Return a name in its canonical bytes. Fields are those of the schemas, a few hundred."""
    return canonical_bytes(field)
