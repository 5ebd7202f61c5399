"""A code of the authenticator, asked once more before something that a stolen session must not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from custody.core.errors import InvalidInput
from custody.organisation.second_factor import check_code
from custody.reports.speaking import filled
from custody.web.shared.forms import CustodyForm

if TYPE_CHECKING:
    from custody.organisation.models import Officer

_ATTRIBUTES = {"inputmode": "numeric", "autocomplete": "one-time-code", "size": "8", "spellcheck": "false"}


class OnceInput(forms.TextInput):
    """A field whose answer is never written back into the page."""

    def format_value(self, value: Any) -> None:
        """Return nothing."""


class SecondFactorForm(CustodyForm):
    """A form that asks for the code again. Wrong codes are counted together with those of the sign-in."""

    code = forms.CharField(
        label=_("Code of your authenticator"),
        help_text=_("Six digits. A code is good once: if you used it to sign in, wait for the next"),
        max_length=12,
        widget=OnceInput(attrs=_ATTRIBUTES),
        error_messages={"required": _("Enter the code of your authenticator")},
    )

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer
        self.order_fields([*(name for name in self.fields if name != "code"), "code"])

    def clean_code(self) -> str:
        """Return the code when it is right now; a wrong one is told at its field."""
        given: str = self.cleaned_data["code"]
        try:
            check_code(self.officer, given=given)
        except InvalidInput as refusal:
            raise ValidationError(filled(refusal.message, refusal.params)) from None
        return given
