"""Lock, unlock, and the PIN of a shift."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from custody.alerts.actions.duress import heed_duress_code
from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import State
from custody.organisation.passkeys import passkeys_of
from custody.organisation.selectors.sessions import sign_ins, wrong_tries
from custody.web.lock.again import leads_to_signature
from custody.web.lock.forms import PinForm, UnlockForm
from custody.web.lock.guards import look
from custody.web.shared.devices import session_digest, standing
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.views import next_of
from custody.web.signin.demo import is_demo_at_hand

if TYPE_CHECKING:
    from custody.organisation.field_sessions import Standing

SHOWN = 10
"""Sign-ins on the page that asks whether they were the officer's own."""


@sensitive_post_parameters("secret")
@sensitive_variables("form")
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask who is locked out for the PIN or the password, and lead back to where they were.

    A script that covers the page asks for the answer alone: the page below stays as it is, with all that was typed.
    """
    officer, found = signed_in(request), _standing(request)
    form = UnlockForm(request.POST if request.method == "POST" else None)
    is_free = is_demo_at_hand(request) and not found.has_pin
    if found.has_pin:
        form.with_pin()
    state = found.state
    if state == State.LOCKED and request.method == "POST" and (form.is_valid() or is_free):
        given = form.cleaned_data.get("secret", "")
        state = acting.unlock_session(
            officer=officer, key=session_digest(request), given=given, is_given_free=is_free,
            is_as_good=heed_duress_code(officer=officer, given=given),
        )  # fmt: skip
        if state == State.LOCKED:
            form.add_error("secret", _("That is not right. After three wrong tries you sign in anew"))
    wants_answer = "application/json" in request.headers.get("Accept", "")
    if state == State.ENDED:
        logout(request)
        return HttpResponse(status=401) if wants_answer else redirect_to_login(next_of(request))
    if state == State.OPEN:
        return HttpResponse(status=204) if wants_answer else redirect(next_of(request))
    if wants_answer:
        return JsonResponse({"said": [str(error) for errors in form.errors.values() for error in errors]}, status=422)
    return _page(request, form, is_free=is_free)


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock this session now, for whoever lays the device down."""
    acting.lock_session(key=session_digest(request))
    return redirect("lock:unlock")


@require_http_methods(["GET", "POST"])
def state(request: HttpRequest) -> HttpResponse:
    """Say whose session this is and how long it stays open; a post says that somebody is at it."""
    found = look(request, is_active=request.method == "POST")
    if found.state == State.ENDED:
        return HttpResponse(status=401)
    badge = signed_in(request).badge
    if found.state == State.LOCKED:
        is_free = is_demo_at_hand(request) and not found.has_pin
        return JsonResponse({"badge": badge, "locked": True, "pin": found.has_pin, "free": is_free})
    return JsonResponse({"badge": badge, "left": found.idle_s if request.method == "POST" else found.left_s})


@sensitive_post_parameters("pin", "again")
@sensitive_variables("form")
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """Let an officer choose the PIN of this shift."""
    form = PinForm(request.POST or None)
    if form.is_valid():
        with attempt(form, again="officer") as done:
            acting.choose_pin(officer=signed_in(request), key=session_digest(request), pin=form.cleaned_data["pin"])
            done.ref = signed_in(request).id
        if done.ref:
            messages.success(request, _("Your PIN unlocks this device until the end of your shift"))
            return redirect("home:home")
    return show_form(request, "custody/lock/pin.html", form=form, minutes=_standing(request).idle_s // 60)


@require_http_methods(["GET", "POST"])
def disown(request: HttpRequest) -> HttpResponse:
    """Show who came in under this badge lately, and let its officer say that it was somebody else."""
    officer, form = signed_in(request), OneButton(request.POST or None)
    if form.is_valid():
        with attempt(form, again="officer") as done:
            acting.disown_sign_in(act=act_for(request, form), key=session_digest(request))
            done.ref = officer.id
        if done.ref:
            messages.success(
                request,
                _("Your other sessions have ended, and it is told to others. Ask the duty desk for a new password now"),
            )
            return redirect("home:home")
    rows, wrong = sign_ins(officer=officer)[:SHOWN], wrong_tries(officer=officer, since=session_digest(request))
    return show_form(request, "custody/lock/disown.html", form=form, rows=rows, wrong=wrong)


def _page(request: HttpRequest, form: UnlockForm, *, is_free: bool) -> HttpResponse:
    """Render the page as nobody's: whoever looks at it learns a badge, and nothing that is behind it."""
    anyone = copy.copy(request)
    anyone.user = AnonymousUser()
    return render(
        anyone, "custody/lock/unlock.html",
        {"form": form, "whose": signed_in(request).badge, "next": next_of(request), "is_free": is_free,
         "has_pin": _standing(request).has_pin, "signs": leads_to_signature(next_of(request)),
         "has_passkey": bool(passkeys_of(signed_in(request)))},
        status=422 if form.is_bound and form.errors and not is_free else 200,
    )  # fmt: skip


def _standing(request: HttpRequest) -> Standing:
    return standing(request) or look(request, is_active=False)
