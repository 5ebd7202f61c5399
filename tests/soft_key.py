"""A passkey in software, for answers that a browser would not give."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftKey:
    """One key of one officer; ``count`` is what it says of itself the next time."""

    def __init__(self, officer, *, host="localhost"):
        self.handle, self.host, self.count = officer.id.bytes, host, 1
        self.id, self._secret = secrets.token_bytes(16), ec.generate_private_key(ec.SECP256R1())

    def _data(self, flags):
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, what, asked, origin):
        return json.dumps({"type": what, "challenge": asked["challenge"], "origin": origin}).encode()

    def made(self, asked, *, origin=ORIGIN, flags=PRESENT | VERIFIED):
        """Return the answer to the question for a new passkey."""
        key = cbor.encode(dict(ES256.from_cryptography_key(self._secret.public_key())))
        data = self._data(flags | ATTESTED) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + key
        return self._said({
            "clientDataJSON": self._client("webauthn.create", asked, origin),
            "attestationObject": cbor.encode({"fmt": "none", "attStmt": {}, "authData": data}),
        })  # fmt: skip

    def shown(self, asked, *, origin=ORIGIN, flags=PRESENT | VERIFIED, handle=None):
        """Return the answer to the question for a known passkey."""
        data, client = self._data(flags), self._client("webauthn.get", asked, origin)
        signature = self._secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._said({
            "clientDataJSON": client, "authenticatorData": data, "signature": signature,
            "userHandle": handle or self.handle,
        })  # fmt: skip

    def _said(self, response):
        return json.dumps({
            "id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key",
            "clientExtensionResults": {}, "response": {name: websafe_encode(value) for name, value in response.items()},
        })  # fmt: skip
