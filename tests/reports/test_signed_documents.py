"""A certificate bears the signature of the house, as a PDF reader checks it; one changed byte breaks it."""

from __future__ import annotations

from io import BytesIO, StringIO

import pypdfium2
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from pyhanko.pdf_utils.generic import ArrayObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from custody.evidence.pdf_signing import FIELD, house_certificate
from tests.destruction import stories as burns
from tests.reports.test_documents import made, media, read

__all__ = ["media"]


def checked(pdf):
    """Return what a reader that trusts the certificate of the house says of the one signature of a PDF."""
    [found] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    root = x509.Certificate.load(house_certificate().public_bytes(Encoding.DER))
    status = validate_pdf_signature(found, ValidationContext(trust_roots=[root], allow_fetching=False))
    return found, status


@pytest.fixture
def certificate(cast, media):
    return read(cast, made(session=burns.burnt(cast))).content


def test_a_certificate_is_signed_by_the_house(certificate):
    found, status = checked(certificate)

    assert found.field_name == FIELD
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert found.docmdp_level is MDPPerm.NO_CHANGES, "whatever is added after it is forbidden"
    assert status.coverage.name == "ENTIRE_FILE"
    assert len(pypdfium2.PdfDocument(certificate)) >= 1


def test_one_changed_byte_of_it_is_seen(certificate):
    at = certificate.index(b"stream") + 40
    changed = certificate[:at] + bytes([certificate[at] ^ 1]) + certificate[at + 1 :]

    _found, status = checked(changed)

    assert not status.intact


def test_the_key_of_another_house_is_not_trusted(certificate, settings):
    settings.CUSTODY_FIELD_KEY = bytes(range(32))

    _found, status = checked(certificate)

    assert status.intact
    assert not status.trusted


def test_the_certificate_of_the_house_is_the_same_every_time_and_a_command_prints_it():
    out = StringIO()
    call_command("document_certificate", stdout=out)

    assert house_certificate() == house_certificate()
    assert out.getvalue().startswith(house_certificate().public_bytes(Encoding.PEM).decode())
    assert "SHA-256 " in out.getvalue()


def test_what_somebody_adds_after_it_makes_the_whole_invalid(certificate):
    writer = IncrementalPdfFileWriter(BytesIO(certificate))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    added = writer.add_object(StreamObject(stream_data=b"BT /F1 40 Tf 100 400 Td (99 kg) Tj ET"))
    page[pdf_name("/Contents")] = ArrayObject([page.raw_get("/Contents"), added])
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)

    _found, status = checked(out.getvalue())

    assert not status.bottom_line
