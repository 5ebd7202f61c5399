"""A call for help that did not get through says so, and is one touch away from being made again.

A page that stayed open too long has a token that no longer holds, or its session has ended. Such a post is not acted
upon: it could be forged. What it may not be is lost behind a sentence about pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.urls import reverse

from custody.web.danger.views import report_page
from custody.web.danger.words import KINDS
from custody.web.shared import errors
from custody.web.shared.unsent import unsent_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Handler of a post without its token. Danger gets its page again; whoever is not signed in signs in first."""
    if request.path != reverse("danger:report"):
        return errors.csrf_failure(request, reason)
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    silent = request.POST.get("silent", "")
    response = report_page(request, first=silent or request.POST.get("kind", ""), in_silence=bool(silent), unsent=True)
    response.status_code = 403
    return response


class UnsentMiddleware:
    """Leads a call for help without a session to the sign-in, and lets neither forget what it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return a redirect to the sign-in for such a post, None for everything else."""
        to_danger = getattr(request.resolver_match, "view_name", "") == "danger:report"
        if request.method != "POST" or not to_danger or request.user.is_authenticated:
            return None
        return _to_sign_in(request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if "silent" in request.POST:
        # Whoever looks on reads the sign-in page too: it is the ordinary one, and the next page is danger.
        return redirect_to_login(reverse("danger:report"))
    kind = request.POST.get("kind", "")
    return redirect_to_login(unsent_page(kind=kind if kind in KINDS else "other"))
