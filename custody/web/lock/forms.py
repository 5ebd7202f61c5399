"""The two fields of the lock."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.organisation.field_sessions import LEAST_DIGITS, MOST_DIGITS
from custody.web.shared.forms import CustodyForm, CustodyFormRenderer

_PIN = {"inputmode": "numeric", "autocomplete": "off", "size": "12", "spellcheck": "false"}


class UnlockForm(forms.Form):
    """What brings an officer back: the PIN of this shift, or the password. It records nothing, so it has no key."""

    default_renderer = CustodyFormRenderer()
    use_required_attribute = False

    secret = forms.CharField(
        label=_("Password"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your PIN or your password")},
    )  # fmt: skip

    def with_pin(self) -> None:
        """Ask for the PIN first: this session has one."""
        field = self.fields["secret"]
        field.label, field.help_text = _("PIN"), _("Your password does too")
        field.widget.attrs["inputmode"] = "numeric"


class PinForm(CustodyForm):
    """A PIN for this shift, on this device."""

    pin = forms.CharField(
        label=_("PIN"), max_length=MOST_DIGITS, min_length=LEAST_DIGITS,
        help_text=_("6 to 12 digits. No row, no repetition, not your badge"),
        widget=forms.PasswordInput(attrs=_PIN),
        error_messages={"required": _("Enter a PIN of 6 digits or more")},
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same PIN again"), max_length=MOST_DIGITS, widget=forms.PasswordInput(attrs=_PIN),
        error_messages={"required": _("Enter the PIN once more")},
    )  # fmt: skip

    def clean_again(self) -> str:
        """Compare the two: what nobody sees is easily mistyped."""
        again = str(self.cleaned_data["again"])
        if "pin" in self.cleaned_data and self.cleaned_data["pin"] != again:
            raise forms.ValidationError(_("The two PINs differ"))
        return again
