"""The passkeys of an officer: a list, a new one, and one that is removed."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as translate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from custody.organisation.actions import passkeys as acting
from custody.organisation.passkeys import ask_new, passkeys_of
from custody.web.passkeys.asking import origin_of, remember_asked, take_asked
from custody.web.passkeys.forms import AddForm, RemoveForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in


@never_cache
@sensitive_post_parameters("answer", "code")
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show my passkeys, and keep a new one."""
    officer = signed_in(request)
    form = AddForm(request.POST or None, officer=officer)
    if form.is_valid():
        with attempt(form, again="officer") as done:
            acting.add_passkey(
                act=act_for(request, form), name=form.cleaned_data["name"], answer=form.cleaned_data["answer"],
                asked=take_asked(request), origin=origin_of(request),
            )  # fmt: skip
            done.ref = officer.id
        if done.ref:
            messages.success(request, translate("The passkey is kept. You can sign in with it"))
            return redirect("passkeys:mine")
    rows = [{"pk": each.pk, "name": each.data["name"], "at": each.created_at, "used": each.last_used_at}
            for each in passkeys_of(officer)]  # fmt: skip
    return show_form(request, "custody/passkeys/mine.html", form=form, rows=rows)


@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Answer a script what to ask the browser for a new passkey of mine."""
    options, asked = ask_new(signed_in(request), origin=origin_of(request))
    remember_asked(request, asked)
    return JsonResponse(options)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Remove a passkey of mine."""
    officer = signed_in(request)
    found = get_object_or_404(Authenticator, pk=passkey_id, user=officer, type=Authenticator.Type.WEBAUTHN)
    form = RemoveForm(request.POST or None, officer=officer)
    if form.is_valid():
        with attempt(form, again="officer") as done:
            acting.remove_passkey(act=act_for(request, form), passkey_id=found.pk)
            done.ref = officer.id
        if done.ref:
            messages.success(request, translate("The passkey is removed. It opens nothing now"))
            return redirect("passkeys:mine")
    return show_form(request, "custody/passkeys/remove.html", form=form, name=found.data["name"])
