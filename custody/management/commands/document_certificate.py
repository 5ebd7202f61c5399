"""``manage.py document_certificate``: prints the certificate of the key that signs the documents of this house."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management.base import BaseCommand

from custody.evidence.pdf_signing import house_certificate


class Command(BaseCommand):
    """Print it, for whoever checks a signature in a PDF reader."""

    help = "Print the certificate a PDF reader must trust, and its fingerprint. Hand it over apart from any document"

    def handle(self, *args: Any, **options: Any) -> None:
        found = house_certificate()
        self.stdout.write(found.public_bytes(Encoding.PEM).decode(), ending="")
        self.stdout.write("SHA-256 " + found.fingerprint(SHA256()).hex(":"))
