"""Language, light, gloves, the accessibility statement, and the showroom of the components."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from custody.organisation.actions.language import choose_language as keep_language
from custody.web.shared.context import GLOVES_COOKIE, SCHEME_COOKIE, SCHEMES
from custody.web.shared.guards import signed_in
from custody.web.shared.showroom import showroom

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and for an officer on every device; anything but one of ours is ignored."""
    chosen = request.POST.get("language", "")
    response = redirect(next_of(request))
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            keep_language(officer=signed_in(request), language=chosen)
        remember_language(response, chosen)
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Have the browser ask for its pages in a language from now on."""
    remember(response, settings.LANGUAGE_COOKIE_NAME, language)


@login_not_required
@require_POST
def choose_scheme(request: HttpRequest) -> HttpResponse:
    """Remember day, night or "as the device" in a cookie, so that the server renders it."""
    chosen = request.POST.get("scheme", "")
    response = redirect(next_of(request))
    if chosen in SCHEMES:
        remember(response, SCHEME_COOKIE, chosen)
    return response


@login_not_required
@require_POST
def choose_gloves(request: HttpRequest) -> HttpResponse:
    """Remember on this device whether the hand on it wears a glove: then everything to tap is larger."""
    chosen, response = request.POST.get("gloves", ""), redirect(next_of(request))
    if chosen in ("on", "off"):
        remember(response, GLOVES_COOKIE, chosen)
    return response


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was checked, what is not yet as it should be, and whom to tell."""
    return render(request, "custody/shared/accessibility.html")


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state. Only where the product is built or shown; elsewhere there is no
    such page."""
    if not (settings.DEBUG or settings.CUSTODY_DEMO):
        raise Http404
    return render(request, "custody/shared/components.html", showroom(request))


def next_of(request: HttpRequest) -> str:
    """Return where a form or a link says to go on to, the first page where that is nowhere in this house: a path of it
    begins at its door, and a word alone is none."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if is_ours else "/"


def remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice on the device for a year: nothing about anybody."""
    # Read by scheme.js and holding nothing about anybody, so not HttpOnly.
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=False
    )
