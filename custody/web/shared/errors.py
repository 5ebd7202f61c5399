"""Refusals become pages: translated once, here, and nowhere else in the web room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from custody.core.errors import (
    AlreadyRecorded,
    CustodyError,
    IntegrityBroken,
    InvalidInput,
    KeyReused,
    LockTimeout,
    NotAllowedNow,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from custody.evidence.selectors.counting import BLIND, counts_now
from custody.reports.speaking import refusal_said
from custody.web.shared.guards import signed_in
from custody.web.shared.words import UNIT_KINDS

API = "/api/"
_STATUS: dict[type[CustodyError], int] = {
    InvalidInput: 400,
    NotPermitted: 403,
    NotFound: 404,
    NotAllowedNow: 409,
    StaleVersion: 409,
    KeyReused: 409,
    AlreadyRecorded: 409,
    LockTimeout: 503,
    IntegrityBroken: 503,
}


def in_words(error: CustodyError) -> str:
    """Return the refusal in the reader's language, its parameters filled in, after the unit it is about."""
    return refusal_said(error, kinds=UNIT_KINDS)


class RefusalMiddleware:
    """Turns a refusal that no form caught into the page it deserves. Refusals of the API are not its
    business."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return the page for an address with a NUL in it, which no database holds; None for every other. In a form it
        is for the rule of its field (``forms.readable``), in the API for that of its filter."""
        asked = (part for name, values in request.GET.lists() for part in (name, *values))
        if request.path.startswith(API) or not any("\0" in part for part in (request.path, *asked)):
            return None
        return _page(request, 400, reason=gettext("This address holds a sign that nobody can read"))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return a page for one of ours, None for anything else (which stays a 500)."""
        if not isinstance(error, CustodyError) or type(error) not in _STATUS:
            return None
        return refusal_page(request, error)


def refusal_page(request: HttpRequest, error: CustodyError) -> HttpResponse:
    """Return the whole page for a refusal.

    ``NotFound`` never shows its own words: "absent" and "not yours" must look the same, whoever raised it.
    """
    status = _STATUS[type(error)]
    reason = "" if status == 404 else in_words(error)
    return _page(request, status, reason=reason, busy=isinstance(error, LockTimeout), **_counting(request, error))


def _counting(request: HttpRequest, error: CustodyError) -> dict[str, Any]:
    """Return the way back to the count for who counts blind now: on what is closed to them meanwhile, and on what is
    not there, whether it is hidden or was never."""
    if not request.user.is_authenticated or not (isinstance(error, NotFound) or error.code == BLIND):
        return {}
    return {"counting": counts_now(signed_in(request))}


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html", context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 403."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 404."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler of 500: no context processor may fail here, so the page is rendered without any."""
    return HttpResponse(render_to_string("500.html", {"bare": True}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Handler of a post without its token, most often a page that stayed open over a sign-out."""
    sentence = gettext("This page was open for too long. Go back, load it again and send it once more")
    return _page(request, 403, reason=sentence)
