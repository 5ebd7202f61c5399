"""The page of an invited officer: badge, the two codes, a password, and the authenticator."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from custody.organisation.actions import inviting
from custody.web.shared.forms import CustodyForm, TextField, attempt, show_form

SECRET = "joining_secret"  # noqa: S105 - where the session keeps it
TYPED = ("first_code", "second_code", "password", "again", "code")


def _password(label: Any, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a password")},
    )  # fmt: skip


class JoinForm(CustodyForm):
    """What it takes to come in for the first time."""

    badge = TextField(label=_("Badge"), max_length=16)
    first_code = TextField(label=_("First code"), help_text=_("From the person who invited you"), max_length=24)
    second_code = TextField(label=_("Second code"), help_text=_("From the other person"), max_length=24)
    password = _password(_("New password"), help_text=_("12 characters or more. A sentence is good"))
    again = _password(_("The same password again"))
    code = TextField(
        label=_("Code"), help_text=_("Six digits, as your authenticator shows them"), max_length=12
    )

    def clean(self) -> dict[str, Any]:
        """Compare the two passwords: what nobody sees is easily mistyped."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if "password" in answers and "again" in answers and answers["password"] != answers["again"]:
            self.add_error("again", _("The two passwords differ"))
        return answers


@login_not_required
@never_cache
@sensitive_post_parameters(*TYPED)
@sensitive_variables("said", "secret", "form")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Let an invited officer set a password and a second factor; afterwards they sign in like everybody."""
    form = JoinForm(request.POST or None)
    secret = request.session.get(SECRET) or generate_totp_secret()
    request.session[SECRET] = secret
    if form.is_valid():
        said = form.cleaned_data
        with attempt(form, again="officer") as done:
            done.ref = inviting.join(
                badge=said["badge"], first=said["first_code"], second=said["second_code"], password=said["password"],
                secret=secret, code=said["code"],
            ).id  # fmt: skip
        if done.ref:
            del request.session[SECRET]
            messages.success(request, translate("Your password and your second factor are set. Sign in with them"))
            return redirect("account_login")
    link = f"otpauth://totp/Custody?{urlencode({'secret': secret, 'issuer': 'Custody'})}"
    picture = base64.b64encode(get_adapter().build_totp_svg(link).encode()).decode()
    return show_form(
        request, "custody/signin/join.html", form=form, secret=secret, picture=f"data:image/svg+xml;base64,{picture}"
    )
