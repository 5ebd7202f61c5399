"""E-mail over SMTP. The Message-ID is made from the reference, so that a repeated message is known as one."""

from __future__ import annotations

import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from custody.alerts.channels.base import Letter
from custody.core.errors import DeliveryFailed

TIMEOUT_SECONDS = 5
"""For each step of the conversation; all of them together stay under the lease of a message."""


def send(letter: Letter) -> str:
    """Hand the message to the relay and return its Message-ID.

    Raises ``DeliveryFailed``: permanent when the relay refuses this address or this text for good (5xx), else to be
    tried again. A relay that does not know us, or does not answer, is a matter of settings: no message dies of it.
    """
    message_id = f"<{letter.reference}@custody.invalid>"
    link = get_connection(fail_silently=False, timeout=TIMEOUT_SECONDS)
    message = EmailMessage(
        subject=letter.content.subject,
        body=letter.content.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        connection=link,
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise _failed("recipient refused", permanent=bool(codes) and min(codes) >= 500) from refused
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


def _failed(detail: str, *, permanent: bool) -> DeliveryFailed:
    return DeliveryFailed(
        "email.failed", "The mail relay did not take it: {detail}", permanent=permanent, detail=detail
    )
