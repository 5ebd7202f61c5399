"""SMS over the HTTP interface of a Kannel gateway (``sendsms``), which keeps the SMPP link.

Kannel answers 202 with ``0: Accepted for delivery`` or ``3: Queued for later delivery``; the second is not yet sent.
"""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request

from django.conf import settings

from custody.alerts.channels.base import Letter
from custody.core.errors import DeliveryFailed

TIMEOUT_SECONDS = 8
_PERMANENT = frozenset({400, 404, 410})


def send(letter: Letter) -> str:
    """Hand the message to the gateway and return the reference it goes by.

    Raises ``DeliveryFailed``: permanent when the gateway refuses the number for good, else to be tried again.
    """
    query = urllib.parse.urlencode(
        {
            "username": settings.CUSTODY_SMS_USER,
            "password": settings.CUSTODY_SMS_PASSWORD,
            "to": letter.address,
            "text": letter.content.sms,
            "coding": "0",
            "dlr-mask": "31",
            "dlr-url": f"{settings.CUSTODY_BASE_URL.rstrip('/')}/sms/receipts/{letter.reference}/%d/",
        }
    )
    try:
        with urllib.request.urlopen(f"{settings.CUSTODY_SMS_URL}?{query}", timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the address is a setting
            status, body = answer.status, answer.read(200).decode("utf-8", "replace").strip()
    except urllib.error.HTTPError as error:
        raise _failed(f"answer {error.code}", permanent=error.code in _PERMANENT) from error
    except (urllib.error.URLError, OSError) as error:
        raise _failed(type(error).__name__, permanent=False) from error
    if status != 202 or not body.startswith(("0:", "3:")):
        raise _failed(f"answer {status}", permanent=False)
    return str(letter.reference)


def _failed(detail: str, *, permanent: bool) -> DeliveryFailed:
    return DeliveryFailed("sms.failed", "The SMS gateway did not take it: {detail}", permanent=permanent,
                          detail=detail)
