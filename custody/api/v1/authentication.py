"""Who speaks: a person's signed-in session, or the token of a person or a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions, status
from rest_framework.authtoken.models import Token

from custody.organisation.actions.sessions import standing
from custody.organisation.actions.tokens import kept_form_of
from custody.organisation.field_sessions import State, digest_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

    from custody.organisation.models import Officer

_PASSED = "second_factor_passed"


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the browser, with its protection against forged posts and its second factor.

    The guard that leads a page to the enrolment of the second factor lets the API pass, so the same is asked here.
    """

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Return the officer of the session, or ``None`` without one; raise where a second factor is missing."""
        found = super().authenticate(request)
        if found is not None and not _has_second_factor(request, found[0]):
            raise exceptions.PermissionDenied(
                _("Set up the one-time code first: nobody works with a password alone"), code="second_factor.missing"
            )
        if found is not None:
            _check_is_open(request._request, found[0])
        return found

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for. Without it, a request without credentials would be a 403."""
        return "Token"


class Locked(exceptions.APIException):
    """Nobody has been at this session for a while."""

    status_code = status.HTTP_423_LOCKED
    default_detail = _("This session is locked. Unlock it on its page first")
    default_code = "session.locked"


class TokenAuthentication(authentication.TokenAuthentication):
    """``Authorization: Token ...``. The database keeps a digest, so whoever reads it cannot speak for anybody."""

    def authenticate_credentials(self, key: str) -> tuple[Officer, Token]:
        """Return the officer of a token; raise ``AuthenticationFailed`` for an unknown one and for who has left."""
        found = Token.objects.select_related("user").filter(key=kept_form_of(key)).first()
        if found is None or not found.user.is_active:
            raise exceptions.AuthenticationFailed(_("This token is not valid"), code="token.invalid")
        return found.user, found


def _check_is_open(plain: HttpRequest, officer: Officer) -> None:
    """Raise where the session is locked or over. What a script asks keeps nobody's session open."""
    key = digest_of(plain.session.session_key)
    state = standing(officer=officer, key=key, device="", is_phone=False, is_active=False).state
    if state == State.ENDED:
        raise exceptions.AuthenticationFailed(
            _("Your shift in this session is over. Sign in anew"), code="session.ended"
        )
    if state == State.LOCKED:
        raise Locked


def _has_second_factor(request: Request, officer: Officer) -> bool:
    plain = request._request
    if plain.session.get(_PASSED):
        return True
    methods = {record.get("method") for record in get_authentication_records(plain, officer)}
    return "password" not in methods or "mfa" in methods
