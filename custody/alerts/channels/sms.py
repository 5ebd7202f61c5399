"""SMS over the HTTP interface of a Kannel gateway (``sendsms``), which keeps the SMPP link.

Kannel answers 202 with ``0: Accepted for delivery``, or with ``3: Queued for later delivery`` when it has no link:
queued is not accepted. Reports come back to an address of ours that only the gateway was told.
"""

from __future__ import annotations

import hmac
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings

from custody.alerts.channels.base import Letter
from custody.core.errors import DeliveryFailed
from custody.ledger.sealing import token

TIMEOUT_SECONDS = 8
REPORTS_WANTED = 31  # delivered, undelivered, buffered, handed to the centre, refused by the centre
_REFUSED = 400


def send(letter: Letter) -> str:
    """Hand the message to the gateway and return the reference it goes by.

    Raises ``DeliveryFailed``: permanent when the gateway calls the request itself wrong, which is the number, else to
    be tried again.
    """
    query = urlencode(
        {
            "username": settings.CUSTODY_SMS_USER,
            "password": settings.CUSTODY_SMS_PASSWORD,
            "to": letter.address,
            "text": letter.content.sms,
            "charset": "UTF-8",
            "coding": "0",
            "dlr-mask": str(REPORTS_WANTED),
            "dlr-url": report_address(letter.reference),
        }
    )
    status, body = _get(f"{urlsplit(settings.CUSTODY_SMS_URL).path}?{query}")
    if status != 202 or not body.startswith("0:"):
        raise _failed(f"answer {status} {body[:1]}".strip(), permanent=status == _REFUSED)
    return str(letter.reference)


def report_address(reference: UUID) -> str:
    """Return where the gateway reports on a message; it puts the kind of report in the place of ``%d``."""
    return f"{settings.CUSTODY_BASE_URL.rstrip('/')}/sms/receipts/{reference}/{report_key(reference)}/%d/"


def report_key(reference: UUID) -> str:
    """Return the secret part of the address: nobody else can report on the message."""
    return token(reference.bytes, purpose="sms-report").hex()


def is_report_key(reference: UUID, key: str) -> bool:
    """Say whether a report carries the key of its message."""
    return hmac.compare_digest(report_key(reference).encode(), key.encode())


def _get(path: str) -> tuple[int, str]:
    """Return status and first words of the answer. Neither a proxy nor a redirect is followed: the query is secret."""
    address = urlsplit(settings.CUSTODY_SMS_URL)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    link = kind(address.hostname or "", address.port, timeout=TIMEOUT_SECONDS)
    try:
        link.request("GET", path)
        answer = link.getresponse()
        return answer.status, answer.read(200).decode("utf-8", "replace").strip()
    except (OSError, HTTPException) as error:
        raise _failed(type(error).__name__, permanent=False) from error
    finally:
        link.close()


def _failed(detail: str, *, permanent: bool) -> DeliveryFailed:
    return DeliveryFailed("sms.failed", "The SMS gateway did not take it: {detail}", permanent=permanent, detail=detail)
