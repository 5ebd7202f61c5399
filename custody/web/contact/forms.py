"""A new number or mailbox, the code that came there, and two one-button acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm, TextField
from custody.web.shared.proposals import FORESEEN, ForeseenForm
from custody.web.shared.second_factor import SecondFactorForm

_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "size": "8", "spellcheck": "false"}


class ChangeForm(ForeseenForm, SecondFactorForm):
    """One of two: each is verified by a code of its own. The authenticator is asked once the effect was shown: its code
    is good once, and is not spent on a look."""

    not_answers = (*ForeseenForm.not_answers, "code")

    phone = forms.CharField(
        label=_("New mobile number"),
        help_text=_("With its country, like +32 470 00 00 00"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "size": "24"}),
    )
    email = forms.CharField(
        label=_("Or a new mailbox"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code_field = self.fields.pop("code")
        if self.is_bound and self.data.get(self.add_prefix(FORESEEN)) == self.answers():
            self.fields["code"] = self.code_field

    def foresee(self) -> None:
        """Let the next sending of the same answers count, with a code of the authenticator."""
        super().foresee()
        self.fields["code"] = self.code_field


class ConfirmForm(CustodyForm):
    """The code that came to the new address."""

    received_code = TextField(label=_("Code that you received"), help_text=_("Six digits"), max_length=12)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["received_code"].widget.attrs.update(_CODE)


class ActForm(CustodyForm):
    """A one-button act: approve, or drop."""
