"""Taking figures out as a file, and deciding what is told the public."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.reports.figures import FIRST_YEAR, LAST_YEAR
from custody.web.figures.words import EXPORTS, FORMATS, PUBLIC_FIELDS
from custody.web.shared.forms import ChoiceField, CountField, CustodyForm, RemarkField
from custody.web.shared.local import LocalMomentField
from custody.web.shared.words import choices


class FileForm(CustodyForm):
    """What is taken out, as what, and why."""

    what = ChoiceField(label=_("What do you take out?"), choices=choices(EXPORTS))
    year = CountField(label=_("Year"), least=FIRST_YEAR, most=LAST_YEAR)
    form_of_file = ChoiceField(label=_("As what?"), choices=choices(FORMATS))
    reason = RemarkField(
        label=_("Why?"), help_text=_("It stands in the file, with your badge, and in the record"), required=True
    )


class DecideForm(CustodyForm):
    """What may be told of a seizure, and from when."""

    fields_told = forms.MultipleChoiceField(
        label=_("What may be told?"),
        help_text=_("Tick none when nothing may be told. The place is never told"),
        choices=choices(PUBLIC_FIELDS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    publishable_at = LocalMomentField(
        label=_("From when?"), help_text=_("Left empty: not until somebody decides again"), required=False
    )
    reason = RemarkField(label=_("Why?"), required=True)
    also_called = {"fields": "fields_told"}
