"""Whose a form is: the badge it was shown to, signed by the house, for when its session is gone as it comes in."""

from __future__ import annotations

import time

from django.utils.crypto import constant_time_compare, salted_hmac

WHOSE = "whose"
"""The hidden field of a form."""
_STRETCH_SECONDS = 12 * 60 * 60
"""A shift: of a page from before the last one the session was over long ago."""
_MARK_DIGITS = 16
"""64 bits: whoever guesses has one try a request. Every form carries it, so it is short."""


def sign_of(badge: str) -> str:
    """Return what a form says of the badge that it is shown to: the same for hours, so that a page that comes back is
    the page that went."""
    return f"{badge}.{_mark(badge, _stretch())}"


def badge_of(sign: str) -> str | None:
    """Return the badge that a form was shown to; None when the house did not sign that, or a day ago."""
    badge, _, mark = sign.rpartition(".")
    known = [_mark(badge, stretch) for stretch in (_stretch(), _stretch() - 1)]
    return badge if any(constant_time_compare(mark, each) for each in known) else None


def _mark(badge: str, stretch: int) -> str:
    return salted_hmac(WHOSE, f"{badge}.{stretch}", algorithm="sha256").hexdigest()[:_MARK_DIGITS]


def _stretch() -> int:
    return int(time.time()) // _STRETCH_SECONDS
