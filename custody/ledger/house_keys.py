"""Keys of the house for one purpose each, drawn from the one secret that it keeps anyhow: nothing more to lose."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def house_key(*, purpose: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the key of the house for a purpose, on P-256: the same one as long as its secret is the same."""
    return _drawn(settings.CUSTODY_FIELD_KEY, purpose)


@cache
def _drawn(root: bytes, purpose: bytes) -> ec.EllipticCurvePrivateKey:
    # 48 bytes, 16 more than the order has: what is left after the division is evenly spread.
    drawn = HKDF(algorithm=SHA256(), length=48, salt=None, info=purpose).derive(root)
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, CURVE)
