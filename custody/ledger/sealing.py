"""Values that lie encrypted: sealed and personal disclosures, places, keys of photos.

AES-256-GCM under keys derived from one field key; what a value belongs to is bound in as associated data, so a
ciphertext cannot be moved to another row. Tokens let the house look for equality (which units lie in this place?)
without storing what they stand for.
"""

from __future__ import annotations

import hmac
import secrets
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from custody.core.errors import IntegrityBroken

_NONCE_BYTES = 12
TOKEN_BYTES = 16


@cache
def _key(purpose: bytes, root: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"custody/" + purpose).derive(root)


@cache
def _cipher(root: bytes) -> AESGCM:
    return AESGCM(_key(b"seal", root))


def seal(value: bytes, *, bound_to: bytes) -> bytes:
    """Return ``value`` encrypted; only ``unseal`` with the same ``bound_to`` opens it."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(settings.CUSTODY_FIELD_KEY).encrypt(nonce, value, bound_to)


def unseal(sealed: bytes | memoryview, *, bound_to: bytes) -> bytes:
    """Return the value; raise ``IntegrityBroken`` when the bytes or what they are bound to were changed."""
    raw = bytes(sealed)
    try:
        return _cipher(settings.CUSTODY_FIELD_KEY).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise IntegrityBroken("sealing.broken", "A sealed value does not open: it or its key was changed") from None


def token(value: bytes, *, purpose: str) -> bytes:
    """Return a keyed token of 16 bytes: equal for equal values, and silent about the value."""
    key = _key(b"token/" + purpose.encode(), settings.CUSTODY_FIELD_KEY)
    return hmac.new(key, value, sha256).digest()[:TOKEN_BYTES]
