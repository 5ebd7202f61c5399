"""What is put into the letterbox is taken out by the house alone, and only as it was bound."""

from __future__ import annotations

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from custody.core.errors import InvalidInput
from custody.ledger.letterbox import OVERHEAD_BYTES, public_key, take_out


def put_in(value, *, bound_to):
    """Do what a browser does (``sealing.js``)."""
    own = ec.generate_private_key(ec.SECP256R1())
    house = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key())
    sender = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = HKDF(algorithm=SHA256(), length=32, salt=sender, info=b"custody/letterbox/1").derive(
        own.exchange(ec.ECDH(), house))
    nonce = secrets.token_bytes(12)
    return sender + nonce + AESGCM(key).encrypt(nonce, value, bound_to)


def test_what_was_put_in_is_taken_out():
    dropped = put_in(b"64 bags", bound_to=b"key 4417")

    assert take_out(dropped, bound_to=b"key 4417") == b"64 bags"
    assert len(dropped) == len(b"64 bags") + OVERHEAD_BYTES
    assert b"bags" not in dropped


@pytest.mark.parametrize("spoil", [
    lambda dropped: dropped[:-1] + bytes([dropped[-1] ^ 1]),
    lambda dropped: b"\x04" + bytes(64) + dropped[65:],
    lambda dropped: dropped[:40],
    lambda dropped: b"",
])
def test_what_was_changed_is_refused(spoil):
    with pytest.raises(InvalidInput):
        take_out(spoil(put_in(b"64 bags", bound_to=b"key 4417")), bound_to=b"key 4417")


def test_it_opens_only_for_what_it_was_bound_to():
    with pytest.raises(InvalidInput):
        take_out(put_in(b"64 bags", bound_to=b"key 4417"), bound_to=b"key 4418")
