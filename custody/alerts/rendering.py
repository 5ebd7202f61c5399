"""Messages that say nothing: a reference, a level, "open the system".

SMS and mail are read by the wrong people. The renderer's input has no other field, so that a leak needs a change of
this type, in a place that is reviewed. The words stand in ``templates/sms`` and ``templates/emails``, one file for each
kind and language and not in the catalogue of translations: a message at night must not depend on a compiled file. Every
text message fits one GSM-7 part in every language.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.template.loader import render_to_string

LANGUAGES = ("en", "nl", "fr", "de")
KINDS = ("alert", "digest", "danger", "code", "notice", "shift", "canary", "noted", "unknown", "ousted")
"""One alert, several, danger (its own words); the code that verifies a number; "your contact is being changed"; the
start of a shift; a test of the line; the two answers to a text that came in; and that something was decided about the
reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """All that a message may be made of.

    ``count`` alerts need the reader; ``level`` is the highest of them. ``code`` is what the reader can answer, or the
    code that verifies a number; empty for none.
    """

    kind: str = "alert"
    reference: str
    level: int
    count: int
    language: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to leave: ``text`` and ``html`` of the mail say the same."""

    subject: str
    text: str
    html: str
    sms: str


GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
SMS_LIMIT = 160


def render(notice: Notice) -> Rendered:
    """Return the message in the reader's language (English when it is none of the four).

    Raises ``KeyError`` for a kind that has no words.
    """
    if notice.kind not in KINDS:
        raise KeyError(notice.kind)
    language = notice.language if notice.language in LANGUAGES else LANGUAGES[0]
    # An alert is answered by text message only: no code stands in a mailbox. The code that verifies an address does.
    in_mail = notice if notice.kind == "code" else replace(notice, code="")
    # Where to sign in is the same for every message: it says nothing about this one.
    words = {
        "reference": notice.reference,
        "sentence": _sentence(in_mail, language),
        "sign_in": settings.CUSTODY_BASE_URL,
    }
    return Rendered(
        subject=f"COC {notice.reference}",
        text=render_to_string(f"emails/{language}.txt", words).strip() + "\n",
        html=render_to_string(f"emails/{language}.html", words),
        sms=_sentence(notice, language),
    )


def _sentence(notice: Notice, language: str) -> str:
    return " ".join(render_to_string(f"sms/{language}/{notice.kind}.txt", asdict(notice)).split())
