"""Whose a form is: the badge it was shown to, signed by the house, for when its session is gone as it comes in."""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

WHOSE = "whose"
"""The hidden field of a form."""
_SHOWN_MOST = timedelta(hours=12)
"""A shift: of an older page the session was over long ago."""


def sign_of(badge: str) -> str:
    """Return what a form says of the badge that it is shown to."""
    return TimestampSigner(salt=WHOSE).sign(badge)


def badge_of(sign: str) -> str | None:
    """Return the badge that a form was shown to; None when the house did not sign that, or long ago."""
    try:
        return TimestampSigner(salt=WHOSE).unsign(sign, max_age=_SHOWN_MOST)
    except BadSignature:
        return None
