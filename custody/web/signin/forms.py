"""The forms of the sign-in, in our words and with our widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.core.ratelimit import clear
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from custody.alerts.actions.duress import heed_duress_code
from custody.organisation.actions.sessions import note_wrong_try
from custody.organisation.second_factor import one_code_at_a_time
from custody.web.shared.devices import MINE, SHARED, device_of, said_of_device
from custody.web.shared.fields import ChoiceField
from custody.web.shared.forms import CustodyFormRenderer

if TYPE_CHECKING:
    from django.http import HttpRequest

TOO_MANY = "too_many_login_attempts"
_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "size": "8", "spellcheck": "false"}


class SignInForm(LoginForm):  # type: ignore[misc]
    """Badge and password. Paste and password managers are welcome."""

    default_renderer = CustodyFormRenderer()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Badge"),
            max_length=16,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false"}
            ),
            error_messages={"required": _("Enter your badge")},
        )
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": _("Enter your password")},
        )
        self.order_fields(["login", "password"])
        if _asks_whose(self.request):
            self.fields["device"] = ChoiceField(
                label=_("Whose device is this?"), required=False,
                choices=[(MINE, _("Mine alone")), (SHARED, _("Several people use it"))],
                help_text=_("Shared: it locks sooner, has no PIN, and signs you out when your duty ends"),
            )  # fmt: skip


def _asks_whose(request: HttpRequest | None) -> bool:
    """Say whether to ask: once on a device, and whenever somebody wants to change it."""
    if request is None:
        return False
    return "device" in request.GET or "device" in request.POST or not said_of_device(request)


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The code of the authenticator, at every sign-in."""

    default_renderer = CustodyFormRenderer()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()

    def clean_code(self) -> str:
        """Return the code when it is right and was not used before, in whichever process; or the officer's own code,
        which opens the house as well and calls for help. Whoever looks on sees six figures either way."""
        with one_code_at_a_time(self.user):
            try:
                return str(super().clean_code())
            except ValidationError as error:
                wrong = error  # raised outside, or the count of wrong codes would be taken back with it
        given = str(self.cleaned_data["code"])
        if wrong.code != TOO_MANY and heed_duress_code(officer=self.user, given=given):
            self._go_on_as_after_any_code()
            return given
        # Whoever comes so far knows the password.
        note_wrong_try(badge=self.user.badge, device=device_of(context.request), what="code")
        raise wrong

    def _go_on_as_after_any_code(self) -> None:
        """Let the sign-in go on with the officer's authenticator, and count no wrong try: nothing tells afterwards."""
        self.authenticator = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
        self.authenticator.user = self.user
        clear(context.request, action="login_failed", key=f"mfa-auth-user-{self.user.pk}")


class EnrolCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which shows that the authenticator has the secret."""

    default_renderer = CustodyFormRenderer()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        help_text=_("Six digits, as your authenticator shows them"),
        max_length=12,
        widget=forms.TextInput(attrs=_CODE),
        error_messages={"required": _("Enter the code")},
    )
