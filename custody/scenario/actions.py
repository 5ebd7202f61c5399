"""What the demo writes beside the story: the means of signing in, and that it is loaded. Neither is evidence."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection, transaction

from custody.core.errors import NotAllowedNow
from custody.ledger.selectors import installation
from custody.organisation.models import Officer

_ROUNDS = 1_000
"""Passwords of the demo are drawn, 120 random bits each: there is nothing to guess, so nothing to slow down. The first
sign-in hashes them anew with the full count."""


def give_login(*, badge: str, password: str, totp_secret: str) -> None:
    """Let a badge sign in with this password and the one-time codes of this secret; nothing changes when it does.

    Who: nobody, from the command line. When: in a database of kind ``demo``, else ``NotAllowedNow``. Appends nothing:
    how somebody signs in is no fact of the story.
    """
    if installation().kind != "demo":
        raise NotAllowedNow("demo.only", "Logins are given out in a demo database only")
    hasher = PBKDF2PasswordHasher()
    with transaction.atomic():
        officer = Officer.objects.select_for_update().get(badge=badge)
        if not (officer.has_usable_password() and hasher.verify(password, officer.password)):
            officer.password = hasher.encode(password, hasher.salt(), iterations=_ROUNDS)
            officer.save(update_fields=["password"])
        device = Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).first()
        sealed = {"secret": get_adapter().encrypt(totp_secret)}
        if device is None:
            Authenticator(user=officer, type=Authenticator.Type.TOTP, data=sealed).save(force_insert=True)
        elif get_adapter().decrypt(device.data["secret"]) != totp_secret:
            device.data = sealed
            device.save(update_fields=["data"])


def mark_demo_loaded() -> None:
    """Write into the row of the installation that the demo is loaded, and when. Appends nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE custody_installation SET demo_loaded_at = clock_timestamp() "
            "WHERE id = 1 AND kind = 'demo' AND demo_loaded_at IS NULL"
        )
