"""A camera or an alarm is down; it works again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.evidence.lists import UNWATCHED
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField, TextField
from custody.web.shared.place_choice import PlaceChoiceField
from custody.web.shared.words import WATCHES, choices


class ReportForm(CustodyForm):
    """What is down, and where."""

    place = PlaceChoiceField(label=_("Where?"), help_text=_("The code word on the label of the place"))
    what = ChoiceField(label=_("What does not work?"), choices=choices(WATCHES, UNWATCHED))
    remark = RemarkField(label=_("What do you see?"), required=False)


class EndForm(CustodyForm):
    """It works again, and what it was."""

    finding = TextField(label=_("What was it?"))
