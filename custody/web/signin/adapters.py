"""Where allauth and axes meet our badges."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from custody.ledger.sealing import seal, unseal
from custody.organisation.actions.sessions import begin_session, note_wrong_try
from custody.web.shared.devices import SHARED, device_of, is_phone, said_of_device, session_digest
from custody.web.shared.views import remember_language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from custody.organisation.models import Officer

_CODE_SECRET = b"second factor"


class BadgeAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Officers are registered by an administrator; nobody signs up, and no mail is sent from here."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for an unknown badge and a wrong password: nobody learns which badges exist.
        "username_password_mismatch": _("The badge and the password do not match. Check both"),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, or ask the duty desk"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False, always."""
        return False

    def is_reauthentication_required(self, *, app: str = "") -> bool:
        """Return False for the second factor: the only page of it that exists is the first enrolment."""
        return app != "allauth.mfa"

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """Speak the officer's own language from here on: a device of several people keeps that of the last one."""
        response: HttpResponse = super().post_login(request, user, **more)
        begin(request, user)
        remember_language(response, user.language)
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing: axes counts wrong passwords, in the database, where the duty desk can clear them."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note the try for the officer of the badge, who sees it after the next sign-in."""
        note_wrong_try(badge=badge_of(request, credentials), device=device_of(request), what="password")

    def _rollback_login_failed_rl_usage(self) -> None:
        """Give nothing back, since nothing was counted."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: messages leave the house through the outbox of the alerts room alone."""

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Send nothing, for the same reason."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows shows by itself who is signed in."""


class SealedCodeAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secret of the one-time codes lies encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code does not match. Codes change every 30 seconds"),
    }

    def encrypt(self, text: str) -> str:
        """Return the secret, sealed, as text."""
        return base64.b64encode(seal(text.encode(), bound_to=_CODE_SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; raise ``IntegrityBroken`` when it or the key was changed."""
        return unseal(base64.b64decode(encrypted_text), bound_to=_CODE_SECRET).decode()


def begin(request: HttpRequest, officer: Officer) -> None:
    """Note that an officer came in, and on which device, and let the shift of this session begin."""
    begin_session(
        officer=officer, key=session_digest(request), device=device_of(request), is_phone=is_phone(request),
        is_shared=said_of_device(request) == SHARED,
    )  # fmt: skip


def badge_of(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """Return the badge somebody tries, in one spelling, so that capitals do not buy more guesses."""
    given = (credentials or {}).get("username")
    if not given and request is not None:
        given = request.POST.get("login")
    return str(given or "").strip().upper()
