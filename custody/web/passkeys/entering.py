"""The sign-in with a passkey. Whatever is wrong of it is answered in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from allauth.account.models import Login
from allauth.core.ratelimit import clear, consume
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from custody.organisation.actions.passkeys import show_passkey
from custody.organisation.actions.sessions import note_wrong_try
from custody.organisation.passkeys import ask_known, whose_answer
from custody.web.passkeys.asking import origin_of, remember_asked, take_asked
from custody.web.shared.devices import DEVICE_COOKIE, MINE, SHARED, device_of
from custody.web.shared.views import next_of, remember

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator


@login_not_required
@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Answer a script what to ask the device: the same for everybody, since no badge is looked at."""
    options, asked = ask_known(origin=origin_of(request))
    remember_asked(request, asked)
    return JsonResponse(options)


@login_not_required
@never_cache
@sensitive_post_parameters("answer")
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in whoever showed a passkey of the badge."""
    answer, after = request.POST.get("answer", ""), next_of(request)
    typed = request.POST.get("login", "")[:16].strip().upper()
    badges = {each for each in (typed, whose_answer(answer).upper()) if each}
    asked = take_asked(request)
    # Counted by badge, and apart from passwords and codes: who sends rubbish here closes no other door.
    is_too_often = [not consume(request, action="login_failed", key=f"passkey-{badge}") for badge in sorted(badges)]
    if any(is_too_often):
        return _back(request, after, translate("Too many tries. Wait a few minutes, or ask the duty desk"))
    passkey = show_passkey(badge=typed, answer=answer, asked=asked, origin=origin_of(request))
    if passkey is None:
        for badge in badges:
            note_wrong_try(badge=badge, device=device_of(request), what="passkey")
        said = translate("That passkey does not open this badge. Use your password and your code")
        return _back(request, after, said)
    for badge in badges:
        clear(request, action="login_failed", key=f"passkey-{badge}")
    return _signed_in(request, passkey, after)


def _back(request: HttpRequest, after: str, said: str) -> HttpResponse:
    messages.error(request, said)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': after})}")


def _signed_in(request: HttpRequest, passkey: Authenticator, after: str) -> HttpResponse:
    said = request.POST.get("device")
    is_said = said in {MINE, SHARED}
    if is_said:
        setattr(request, DEVICE_COOKIE, said)
    response: HttpResponse = perform_passwordless_login(
        request, passkey, Login(user=passkey.user, redirect_url=after)
    )
    if is_said:
        remember(response, DEVICE_COOKIE, str(said))
    return response
