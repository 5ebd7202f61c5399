"""The addresses of ours that a gateway is told: where it reports, and where it brings the texts that came in."""

from __future__ import annotations

import hmac
from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from custody.ledger.sealing import token


def report_address(reference: UUID, *, via: str, kind: str = "") -> str:
    """Return where a gateway reports on a message. ``kind`` is what it replaces by the kind of report, if it does."""
    tail = f"{kind}/" if kind else ""
    return f"{_base()}/sms/receipts/{reference}/{report_key(reference)}/{tail}?via={quote(via)}"


def report_key(reference: UUID) -> str:
    """Return the secret part of the address: nobody else can report on the message."""
    return token(reference.bytes, purpose="sms-report").hex()


def is_report_key(reference: UUID, key: str) -> bool:
    """Say whether a report carries the key of its message."""
    return hmac.compare_digest(report_key(reference).encode(), key.encode())


def is_inbound_secret(given: str) -> bool:
    """Say whether a request carries the secret of the inbound address."""
    secret = settings.CUSTODY_SMS_INBOUND_SECRET
    return bool(secret) and hmac.compare_digest(secret.encode(), given.encode())


def _base() -> str:
    return str(settings.CUSTODY_BASE_URL).rstrip("/")
