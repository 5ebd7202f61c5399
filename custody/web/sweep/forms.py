"""Sweeping for trackers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import BadgeField, ChoiceField, CountField, CustodyForm, TextField
from custody.web.shared.units import LoadField
from custody.web.shared.words import SWEEP_METHODS, SWEEP_RESULTS, choices


class SweepForm(CustodyForm):
    """What was swept, how, by whom with whom, and what was found."""

    units = LoadField(label=_("What did you sweep?"))
    methods = forms.MultipleChoiceField(
        label=_("How?"),
        choices=choices(SWEEP_METHODS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say how the sweep was done")},
    )
    minutes = CountField(label=_("How many minutes did it take?"), least=1, most=600)
    result = ChoiceField(label=_("What did you find?"), choices=choices(SWEEP_RESULTS))
    witness_badge = BadgeField(label=_("Witness"), help_text=_("A second person who saw it done, and signs later"))
    device = TextField(label=_("Which detector (number)"), max_length=60, required=False)
    field_order = ("units", "methods", "device")
