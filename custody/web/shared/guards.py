"""Who may open a page at all, and what a browser may keep of it.

Every page needs a signed-in officer (``lock.guards.SignInMiddleware``); a page that does not is marked
with ``login_not_required``. The rooms decide again on every act: a guard here only keeps people off screens
that are not theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from custody.core.errors import NotPermitted

if TYPE_CHECKING:
    from custody.organisation.models import Officer
    from custody.organisation.roles import Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def requires_role(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let only officers with one of the roles through; raise ``NotPermitted`` for the others (a 403 page)."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            check_has_role(request, *roles)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def check_has_role(request: HttpRequest, *roles: Role) -> None:
    """Raise ``NotPermitted`` unless the signed-in officer holds one of the roles."""
    held = set(getattr(request.user, "roles", ()))
    if held.isdisjoint(role.value for role in roles):
        raise NotPermitted("page.role", "This page is not for your role. What you may do stands in the menu")


def signed_in(request: HttpRequest) -> Officer:
    """Return the officer behind the request. Only for pages behind the sign-in, which is all but the marked
    ones."""
    return cast("Officer", request.user)


class PrivacyHeadersMiddleware:
    """Keeps pages out of caches and addresses out of other people's logs.

    Static files never pass here: WhiteNoise answers them earlier. A view that set its own ``Cache-Control``
    (the public tiles of the log) keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        # Not "no-referrer": with it a browser sends "Origin: null" with every form, and the check against
        # forged posts refuses them all. Other origins are told nothing either way.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


class SiteTimeMiddleware:
    """Shows times in the time zone of the site, whatever the server's own is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.zone = ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(self.zone):
            return self.get_response(request)
