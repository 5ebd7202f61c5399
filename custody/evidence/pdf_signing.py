"""A document signed as a PDF reader checks it (PAdES B-B): not one sign of it was changed since the house made it.

The certificate is the house's own, made of a key that is drawn from the secret it keeps anyhow: a reader trusts it once
somebody has compared it (``manage.py document_certificate``). That the events behind a document are in the log is what
the court packet proves; this proves the paper.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from custody.ledger.house_keys import house_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

FIELD = "House"
_PURPOSE = b"custody/documents"
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
"""It says of what a key is, not for how long: the day of a signature stands in the log."""


def house_certificate() -> x509.Certificate:
    """Return the certificate of the key that signs documents: the same bytes as long as the key is the same."""
    key = _key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Custody: documents of this house")])
    point = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    asks = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(point.digest[:16]))
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(asks, critical=True)
        .add_extension(point, critical=False)
        .sign(key, SHA256(), ecdsa_deterministic=True)
    )


def signed(pdf: bytes, *, reason: str) -> bytes:
    """Return a PDF with the signature of the house added at its end, for a ``reason`` that a reader shows; what was
    there before stays byte for byte."""
    # What signs takes longer to load than the rest of a worker, and no page needs it.
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    signer = signers.SimpleSigner(
        signing_cert=Certificate.load(house_certificate().public_bytes(Encoding.DER)),
        signing_key=PrivateKeyInfo.load(
            _key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    # It certifies the whole: whatever somebody adds after it is forbidden, and a reader says so.
    said = signers.PdfSignatureMetadata(
        field_name=FIELD, reason=reason, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )  # fmt: skip
    # It runs a loop of its own, of which a thread has one: whoever calls may be in one already.
    with ThreadPoolExecutor(max_workers=1) as apart:
        out: BytesIO = apart.submit(
            signers.sign_pdf, IncrementalPdfFileWriter(BytesIO(pdf)), said, signer=signer
        ).result()
    return out.getvalue()


def _key() -> EllipticCurvePrivateKey:
    return house_key(purpose=_PURPOSE)
