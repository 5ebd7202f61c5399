"""Taking a list of the overview out as a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.figures.words import FORMATS
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField
from custody.web.shared.words import choices


class TakeOutForm(CustodyForm):
    """As what, and why."""

    form_of_file = ChoiceField(label=_("As what?"), choices=choices(FORMATS))
    reason = RemarkField(
        label=_("Why?"), help_text=_("It stands in the file, with your badge, and in the record"), required=True
    )
