"""Messages that say nothing: a reference, a level, "open the system".

SMS and mail are read by the wrong people. The renderer's input has no other field, so that a leak needs a change of
this type, in a place that is reviewed. Every text message fits one GSM-7 part in every language.
"""

from __future__ import annotations

from dataclasses import dataclass


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


_ONE = {
    "en": "COC {reference}: level {level}. Open the system.",
    "nl": "COC {reference}: niveau {level}. Open het systeem.",
    "fr": "COC {reference}: niveau {level}. Ouvrez le système.",
    "de": "COC {reference}: Stufe {level}. Bitte System öffnen.",
}
_MANY = {
    "en": "COC {reference}: {count} need you, highest level {level}. Open the system.",
    "nl": "COC {reference}: {count} wachten op u, hoogste niveau {level}. Open het systeem.",
    "fr": "COC {reference}: {count} vous attendent, niveau maximal {level}. Ouvrez le système.",
    "de": "COC {reference}: {count} warten auf Sie, höchste Stufe {level}. Bitte System öffnen.",
}
_LOG_IN = {
    "en": "Sign in to see what it is about.",
    "nl": "Meld u aan om te zien waarover het gaat.",
    "fr": "Connectez-vous pour voir de quoi il s'agit.",
    "de": "Melden Sie sich an, um zu sehen, worum es geht.",
}

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
SMS_LIMIT = 160


def render(notice: Notice) -> Rendered:
    """Return the message in the reader's language (English when it is none of the four)."""
    language = notice.language if notice.language in _ONE else "en"
    words = (_ONE if notice.count == 1 else _MANY)[language].format(
        reference=notice.reference, level=notice.level, count=notice.count
    )
    return Rendered(
        subject=f"COC {notice.reference}",
        text=f"{words}\n\n{_LOG_IN[language]}\n",
        sms=words,
    )
