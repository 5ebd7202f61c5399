"""The authenticator's code, asked once more before something that a stolen session must not do: by any door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.core.exceptions import ValidationError
from django.db import transaction

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
    with one_code_at_a_time(officer):
        known = Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).first()
        if known is None:
            raise InvalidInput(
                "code.none", "Set up the one-time code first: sign in with your badge and password", field=field
            )
        is_right = known.wrap().validate_code(given)
    if not is_right:
        raise InvalidInput("code.wrong", "The code does not match. Codes change every 30 seconds", field=field)
    forget_tries()


@contextmanager
def one_code_at_a_time(officer: Officer) -> Iterator[None]:
    """Let one process at a time look at a code of the officer: what it found used up is seen by the next (RFC 6238
    5.2: a code is accepted once)."""
    with transaction.atomic():
        list(Authenticator.objects.select_for_update().filter(user=officer).order_by("pk").values_list("pk"))
        yield


def enrol(officer: Officer, *, secret: str, given: str, field: str = "code") -> None:
    """Give the officer the second factor of this secret; raise ``InvalidInput`` on ``field`` when the code is not of it
    or there is one already."""
    if Authenticator.objects.filter(user=officer).exists() or not validate_totp_code(secret, given):
        raise InvalidInput("code.wrong", "The code does not match. Codes change every 30 seconds", field=field)
    TOTP.activate(officer, secret)
