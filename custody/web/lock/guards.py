"""Asks of every request of a signed-in officer whether somebody is still at the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from custody.organisation.actions.sessions import forget_post, lock_session
from custody.organisation.actions.sessions import standing as standing_now
from custody.organisation.field_sessions import State
from custody.web.lock.again import asks_again
from custody.web.lock.kept import KEPT, bring_back, keep, keep_of_nobody
from custody.web.shared.brought_back import bringing_back, brought_back
from custody.web.shared.devices import device_of, is_phone, session_digest
from custody.web.shared.forms import CustodyForm
from custody.web.shared.guards import signed_in
from custody.web.shared.sending import being_sent

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template.response import TemplateResponse

API = "/api/"
OURS = "custody.web."
FOUND = 302
REFUSED = frozenset({403, 409, 422, 503})
"""The answers after which a form is sent once more: 503 is for records that somebody else is changing just then."""
LOCKED = 423
PASSES = frozenset({
    "lock:unlock", "passkeys:unlock", "lock:lock", "lock:state", "account_logout",
    # Whoever is in danger is not asked first who they are; none of these pages shows any goods.
    "danger:report", "danger:sent", "danger:time",
    # Answers what it may take while the session is locked: see the outbox.
    "outbox:state", "outbox:item",
})
"""URL names of what goes on in a locked session."""
WALL = "dashboard:wall"
"""Goes on too: no mass, no hour and no link stands on it, and a screen that everybody walks past has nobody at it."""
BY_ITSELF = frozenset({WALL, "lock:state", "outbox:state", "outbox:item", "lock:draft", "warroom:board"})
"""URL names that pages ask for by themselves. They keep nobody's session open, whatever a browser says of them."""
_SAFE = frozenset({"GET", "HEAD"})


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads whoever is not signed in to the sign-in, with what they sent kept for who they were."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        """Return the way to the sign-in: its session is gone, signed out in another tab or ended."""
        if request.method == "POST" and not _is_fetched(request):
            after = keep_of_nobody(request)
            if after is not None:
                return redirect_to_login(after)
        return super().handle_no_permission(request, view_func)


class LockMiddleware:
    """Lets an open session go on, and answers for one that is locked or over.

    The API asks for itself (``api.v1.authentication``): a token locks never.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with bringing_back() as found:
            response = self.get_response(request)
        kept = getattr(request, "kept_post", None)
        # What was only looked at, or refused, or stumbled, is there the next time: the key in it keeps it one record.
        if kept is not None and not found.is_shown and response.status_code == FOUND:
            forget_post(officer=signed_in(request), post_id=kept)
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Keep the photos of a form that is refused for another answer: no browser can be given them back."""
        form = (response.context_data or {}).get("form")
        if response.status_code not in REFUSED or not isinstance(form, CustodyForm) or being_sent() is not None:
            return response
        good = form.good_photos()
        if not good or not request.user.is_authenticated:
            return response
        before = getattr(request, "kept_post", None)
        response.context_data["posts_to"] = keep(request)  # type: ignore[index]
        if before is not None:
            forget_post(officer=signed_in(request), post_id=before)
        for name, file in good:
            brought_back().files.setlist(name, [file])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return the way to the unlock, or to the sign-in; None where the session is open."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.path.startswith(API):
            return None
        request.standing = look(request, is_active=_is_own_doing(request, name))  # type: ignore[attr-defined]
        state = request.standing.state  # type: ignore[attr-defined]
        if state == State.ENDED:
            return _ended(request, name)
        if state == State.LOCKED and name not in PASSES and name != WALL:
            return _locked(request)
        if state == State.OPEN and asks_again(name, request.standing):  # type: ignore[attr-defined]
            lock_session(key=session_digest(request))
            return _locked(request)
        if state == State.OPEN and request.method in {"GET", "POST"} and KEPT in request.GET:
            # Forms that are not ours know nothing of being looked at only.
            can_show = view.__module__.startswith(OURS)
            request.kept_post = bring_back(  # type: ignore[attr-defined]
                request, brought_back(), can_show=can_show
            )
        return None


def look(request: HttpRequest, *, is_active: bool) -> Any:
    """Return how the session of a request stands."""
    return standing_now(
        officer=signed_in(request), key=session_digest(request), device=device_of(request),
        is_phone=is_phone(request), is_active=is_active,
    )  # fmt: skip


def _is_own_doing(request: HttpRequest, name: str) -> bool:
    """Say whether the officer did this: went to a page, or sent one. What a script fetches keeps nothing open."""
    return name not in BY_ITSELF and not _is_fetched(request)


def _is_fetched(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" or "HX-Request" in request.headers


def _locked(request: HttpRequest) -> HttpResponse:
    if _is_fetched(request):
        return HttpResponse(status=LOCKED, headers={"Cache-Control": "no-store"})
    after = request.get_full_path() if request.method in _SAFE else keep(request)
    return redirect(f"{reverse('lock:unlock')}?{urlencode({'next': after})}")


def _ended(request: HttpRequest, name: str) -> HttpResponse:
    is_post = request.method not in _SAFE and not _is_fetched(request) and name not in PASSES
    after = keep(request) if is_post else request.get_full_path()
    is_fetched = _is_fetched(request)
    logout(request)
    if is_fetched:
        return HttpResponse(status=401, headers={"Cache-Control": "no-store"})
    return redirect_to_login("/" if name in PASSES else after)
