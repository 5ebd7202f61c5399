"""A letterbox: whoever holds its public key may put something in, and only the house takes it out.

A device without a connection keeps what an officer signed until it can be sent. It must not be readable there: not by
whoever steals the telephone, nor by the page that wrote it. So it is encrypted to this key before it is kept (P-256,
HKDF-SHA-256, AES-256-GCM; a fresh key of the sender's for each), and what it is bound to cannot be changed after.

``static/custody/js/sealing.js`` is the other half.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from custody.core.errors import InvalidInput
from custody.ledger.house_keys import CURVE, house_key

_PURPOSE = b"custody/letterbox"
_INFO = b"custody/letterbox/1"
_POINT_BYTES, _NONCE_BYTES, _TAG_BYTES = 65, 12, 16
OVERHEAD_BYTES = _POINT_BYTES + _NONCE_BYTES + _TAG_BYTES


def public_key() -> bytes:
    """Return the key to put things in with: a point of P-256, 65 bytes."""
    return house_key(purpose=_PURPOSE).public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint)


def take_out(dropped: bytes, *, bound_to: bytes) -> bytes:
    """Return what was put in; raise ``InvalidInput`` when it was not put in with our key for this ``bound_to``."""
    sender, rest = dropped[:_POINT_BYTES], dropped[_POINT_BYTES:]
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        shared = house_key(purpose=_PURPOSE).exchange(ec.ECDH(), theirs)
        key = HKDF(algorithm=SHA256(), length=32, salt=sender, info=_INFO).derive(shared)
        return AESGCM(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise InvalidInput("outbox.unreadable", "What this device sent cannot be opened. "
                                                "Enter it anew on its page") from None
