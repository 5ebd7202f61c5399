"""What the paper of a hold says, and until when it holds."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.destruction.lists import REFERENCE_MOST
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField, TextField
from custody.web.shared.units import UnitsField
from custody.web.shared.words import HOLD_AUTHORITIES, choices


class ReviewField(forms.DateField):
    """The day on which somebody must ask whether a hold still stands."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Enter a date")}


class PlaceForm(CustodyForm):
    """Which units are held back, by whom and why."""

    units = UnitsField(label=_("Units to hold back"))
    authority = ChoiceField(label=_("Who holds them back?"), choices=choices(HOLD_AUTHORITIES))
    reference = TextField(
        label=_("Reference of the written act"), help_text=_("As written on it"), max_length=REFERENCE_MOST
    )
    reason = RemarkField(label=_("Reason"), help_text=_("As the act gives it, in short"))
    review_on = ReviewField(
        label=_("Day of the review"), help_text=_("Within 30 days. Left empty: in 30 days"), required=False
    )
    also_called = {"unit_ids": "units", "review_at": "review_on"}


class RenewForm(CustodyForm):
    """The hold still stands."""

    review_on = ReviewField(
        label=_("Day of the next review"), help_text=_("Within 30 days. Left empty: in 30 days"), required=False
    )
    also_called = {"review_at": "review_on"}
