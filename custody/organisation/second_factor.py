"""The authenticator's code, asked once more before something that a stolen session must not do: by any door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.core.exceptions import ValidationError

from custody.core.errors import InvalidInput

if TYPE_CHECKING:
    from custody.organisation.models import Officer


def check_code(officer: Officer, *, given: str, field: str = "code") -> None:
    """Return when the code is right now, and good for the first time; raise ``InvalidInput`` on ``field`` otherwise.

    Wrong codes are counted together with those of the sign-in.
    """
    try:
        forget_tries = check_rate_limit(officer)
    except ValidationError:
        raise InvalidInput("code.tries", "Too many wrong codes. Wait, then try again", field=field) from None
    known = Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).first()
    if known is None:
        raise InvalidInput(
            "code.none", "Set up the one-time code first: sign in with your badge and password", field=field
        )
    if not known.wrap().validate_code(given):
        raise InvalidInput("code.wrong", "The code does not match. Codes change every 30 seconds", field=field)
    forget_tries()


def enrol(officer: Officer, *, secret: str, given: str, field: str = "code") -> None:
    """Give the officer the second factor of this secret; raise ``InvalidInput`` on ``field`` when the code is not of it
    or there is one already."""
    if Authenticator.objects.filter(user=officer).exists() or not validate_totp_code(secret, given):
        raise InvalidInput("code.wrong", "The code does not match. Codes change every 30 seconds", field=field)
    TOTP.activate(officer, secret)
