"""A new passkey, and one to be removed: both take the authenticator's code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import TextField
from custody.web.shared.second_factor import SecondFactorForm


class AddForm(SecondFactorForm):
    """What the officer calls it; what the browser made is put in by the script."""

    not_answers = ("code", "answer")

    name = TextField(label=_("Name"), help_text=_("For example: my phone, key on my belt"), max_length=40)
    answer = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Say what is missing where no script made a passkey."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("answer"):
            self.add_error("name", _("This browser made no passkey. Try again, or use another browser"))
        return said


class RemoveForm(SecondFactorForm):
    """The code alone."""

    not_answers = ("code",)
