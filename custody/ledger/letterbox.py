"""A letterbox: whoever holds its public key may put something in, and only the house takes it out.

A device without a connection keeps what an officer signed until it can be sent. It must not be readable there: not by
whoever steals the telephone, nor by the page that wrote it. So it is encrypted to this key before it is kept (P-256,
HKDF-SHA-256, AES-256-GCM; a fresh key of the sender's for each), and what it is bound to cannot be changed after.

``static/custody/js/sealing.js`` is the other half.
"""

from __future__ import annotations

from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from custody.core.errors import InvalidInput

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_INFO = b"custody/letterbox/1"
_POINT_BYTES, _NONCE_BYTES, _TAG_BYTES = 65, 12, 16
OVERHEAD_BYTES = _POINT_BYTES + _NONCE_BYTES + _TAG_BYTES


@cache
def _private(root: bytes) -> ec.EllipticCurvePrivateKey:
    # 48 bytes, 16 more than the order has: what is left after the division is evenly spread.
    drawn = HKDF(algorithm=SHA256(), length=48, salt=None, info=b"custody/letterbox").derive(root)
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, _CURVE)


def public_key() -> bytes:
    """Return the key to put things in with: a point of P-256, 65 bytes."""
    return _private(settings.CUSTODY_FIELD_KEY).public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint)


def take_out(dropped: bytes, *, bound_to: bytes) -> bytes:
    """Return what was put in; raise ``InvalidInput`` when it was not put in with our key for this ``bound_to``."""
    sender, rest = dropped[:_POINT_BYTES], dropped[_POINT_BYTES:]
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, sender)
        shared = _private(settings.CUSTODY_FIELD_KEY).exchange(ec.ECDH(), theirs)
        key = HKDF(algorithm=SHA256(), length=32, salt=sender, info=_INFO).derive(shared)
        return AESGCM(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise InvalidInput("outbox.unreadable", "What this device sent cannot be opened. "
                                                "Enter it anew on its page") from None
