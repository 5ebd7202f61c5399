"""Messages that say nothing: a reference, a level, "open the system".

SMS and mail are read by the wrong people. The renderer's input has no other field, so that a leak needs a change of
this type, in a place that is reviewed. The words stand in ``templates/sms`` and ``templates/emails``, one file for each
language and not in the catalogue of translations: a message at night must not depend on a compiled file. Every text
message fits one GSM-7 part in every language.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.conf import settings
from django.template.loader import render_to_string

LANGUAGES = ("en", "nl", "fr", "de")


@dataclass(frozen=True, slots=True)
class Notice:
    """All that a message may be made of. ``count`` alerts need the reader; ``level`` is the highest of them."""

    reference: str
    level: int
    count: int
    language: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to leave."""

    subject: str
    text: str
    sms: str


GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
SMS_LIMIT = 160


def render(notice: Notice) -> Rendered:
    """Return the message in the reader's language (English when it is none of the four)."""
    language = notice.language if notice.language in LANGUAGES else LANGUAGES[0]
    sms = _one_line(render_to_string(f"sms/{language}.txt", asdict(notice)))
    # Where to sign in is the same for every message: it says nothing about this one.
    words = asdict(notice) | {"sign_in": settings.CUSTODY_BASE_URL}
    text = render_to_string(f"emails/{language}.txt", words)
    return Rendered(subject=f"COC {notice.reference}", text=text.strip() + "\n", sms=sms)


def _one_line(text: str) -> str:
    return " ".join(text.split())
