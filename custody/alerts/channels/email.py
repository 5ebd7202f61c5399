"""E-mail over SMTP. The Message-ID is made from the reference, so that a repeated message is known as one."""

from __future__ import annotations

import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from custody.alerts.channels.base import Letter
from custody.core.errors import DeliveryFailed

_HOUSE = "custody.invalid"
TIMEOUT_SECONDS = 5
"""For each step of the conversation; all of them together stay under the lease of a message."""


def send(letter: Letter) -> str:
    """Hand the message to the relay and return its Message-ID.

    Raises ``DeliveryFailed``: permanent when the relay refuses this address or this text for good (5xx), else to be
    tried again; ``is_address`` says that it is the address that it refuses. A relay that does not know us, or does not
    answer, is a matter of settings: no message dies of it.
    """
    message_id = f"<{letter.reference}@{_HOUSE}>"
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    if letter.thread:
        # Nobody ever got the mail that they all refer to: it only holds them together.
        headers["References"] = headers["In-Reply-To"] = f"<{letter.thread}@{_HOUSE}>"
    link = get_connection(fail_silently=False, timeout=TIMEOUT_SECONDS)
    message = EmailMultiAlternatives(
        subject=letter.content.subject,
        body=letter.content.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        headers=headers,
        alternatives=[(letter.content.html, "text/html")],
        connection=link,
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise _failed("recipient refused", permanent=bool(codes) and min(codes) >= 500, is_address=True) from refused
    except smtplib.SMTPDataError as answer:
        raise _failed(f"answer {answer.smtp_code}", permanent=answer.smtp_code >= 500) from answer
    except smtplib.SMTPResponseException as answer:
        raise _failed(f"answer {answer.smtp_code}", permanent=False) from answer
    except (smtplib.SMTPException, OSError) as error:
        raise _failed(type(error).__name__, permanent=False) from error
    finally:
        # Django leaves the socket open when the relay refuses us half-way.
        with suppress(smtplib.SMTPException, OSError):
            link.close()
    return message_id


def _failed(detail: str, *, permanent: bool, is_address: bool = False) -> DeliveryFailed:
    return DeliveryFailed(
        "email.failed", "The mail relay did not take it: {detail}", permanent=permanent, detail=detail,
        is_address=is_address,
    )
