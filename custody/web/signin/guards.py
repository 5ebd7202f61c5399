"""Nobody works with a password alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from django.shortcuts import redirect

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PASSED = "second_factor_passed"
ENROLMENT = "mfa_activate_totp"
_ALLOWED = frozenset({ENROLMENT, "account_logout"})


class SecondFactorMiddleware:
    """Leads an officer who signed in with a password and has no second factor to the enrolment, and nowhere
    else.

    An officer who has one is asked for it by allauth before the session begins. A session that no password
    began (the one-click badges of the demo) is not this guard's business.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return a redirect to the enrolment where it is due, None elsewhere."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if request.session.get(PASSED) or _is_allowed(request):
            return None
        methods = {record.get("method") for record in get_authentication_records(request, request.user)}
        if "password" in methods and "mfa" not in methods:
            return redirect(ENROLMENT)
        return None


def _is_allowed(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in _ALLOWED
