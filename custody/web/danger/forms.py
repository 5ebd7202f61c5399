"""The forms of danger. What is missing or wrong in a report keeps no report away, not even its number."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import KEY, CustodyForm, TextField
from custody.web.shared.second_factor import SecondFactorForm


class ReportForm(CustodyForm):
    """One touch: ``kind`` or ``silent`` is the value of the button that was pressed."""

    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    silent = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[KEY].required = False
        self.fields[KEY].widget.attrs["autocomplete"] = "off"

    def full_clean(self) -> None:
        """Clean; an answer that makes no sense, or a lost number, is left out."""
        super().full_clean()
        if self.is_bound:
            self.errors.clear()
            self.status = 200

    @property
    def key(self) -> UUID:
        """The idempotency key of this attempt; a fresh one when the form lost its own."""
        return self.cleaned_data.get(KEY) or uuid4()


class TakeForm(CustodyForm):
    """A one-button act: I answer this."""


class EndForm(CustodyForm):
    """It is over, and what it was."""

    finding = TextField(label=_("What was it?"), help_text=_("One sentence; everybody who answers danger can read it"))


class OwnCodeForm(SecondFactorForm):
    """A code of one's own."""

    duress_code = forms.CharField(
        label=_("Your own code"),
        help_text=_("Six letters and figures, without U"),
        max_length=12,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the code that you chose")},
    )



class ForgetCodeForm(CustodyForm):
    """A one-button act: forget my code."""
