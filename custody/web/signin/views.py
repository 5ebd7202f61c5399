"""The pages before anybody is known, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from custody.organisation.actions.sessions import end_session
from custody.web.shared.devices import DEVICE_COOKIE, said_of_device, session_digest
from custody.web.shared.unsent import is_unsent
from custody.web.shared.views import next_of, remember
from custody.web.signin.adapters import begin
from custody.web.signin.demo import demo_badges, demo_officer
from custody.web.signin.guards import PASSED

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class SignIn(LoginView):  # type: ignore[misc]
    """Badge and password; in the demo also one click per badge."""

    template_name = "custody/signin/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the badges of the demo, where to go afterwards, and whether a call for help was lost on the way here."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        after = next_of(self.request)
        return {
            **context,
            "demo_badges": demo_badges(self.request),
            "next": after,
            "device": said_of_device(self.request),
            "unsent": is_unsent(after),
            "emergency": settings.CUSTODY_EMERGENCY_NUMBER,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember on the device whose it is, once somebody who may sign in has said so."""
        if said := form.cleaned_data.get("device"):
            setattr(self.request, DEVICE_COOKIE, said)
        response: HttpResponse = super().form_valid(form)
        if said:
            remember(response, DEVICE_COOKIE, said)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again, as something that was refused."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return response


class Code(AuthenticateView):  # type: ignore[misc]
    """The code of the authenticator."""

    template_name = "custody/signin/code.html"


class Enrol(ActivateTOTPView):  # type: ignore[misc]
    """The first time: give the authenticator its secret, and prove that it has it."""

    template_name = "custody/signin/enrol.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send an officer who has a second factor home: it is changed at the duty desk, not here."""
        if request.user.is_authenticated and is_mfa_enabled(request.user):
            return redirect("/")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_success_url(self) -> str:
        """Return the way home; this session has just proved its second factor."""
        self.request.session[PASSED] = True
        return "/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    end_session(key=session_digest(request))
    logout(request)
    return redirect("account_login")


@login_not_required
@require_POST
def take_demo_badge(request: HttpRequest) -> HttpResponse:
    """Sign in as a badge of the demo; anywhere else there is no such page."""
    officer = demo_officer(request, badge=request.POST.get("badge", ""))
    login(request, officer, backend=BACKEND)
    begin(request, officer)
    return redirect(next_of(request))


@login_not_required
def inactive(request: HttpRequest) -> HttpResponse:
    """Say that a badge is out of use."""
    return render(request, "custody/signin/inactive.html", status=403)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Answer a badge that guessed too often: how long it takes, and who can help sooner."""
    return render(request, "custody/signin/locked_out.html", status=429)
