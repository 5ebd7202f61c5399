"""When an officer sleeps."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm, TextField

_ERRORS = {"required": _("Enter the time"), "invalid": _("Enter the time, like 22:00")}


def _time(label: object) -> forms.TimeField:
    return forms.TimeField(
        label=label,  # type: ignore[arg-type]
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=_ERRORS,
    )


class QuietForm(CustodyForm):
    """From when to when, on which clock."""

    begins = _time(_("Quiet from"))
    ends = _time(_("Quiet until"))
    zone = TextField(label=_("Time zone"), help_text=_("Like Europe/Brussels"), max_length=48)


class ClearForm(CustodyForm):
    """A one-button act: no quiet hours."""
