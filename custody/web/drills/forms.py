"""Ordering, answering and calling off a drill."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.evidence.lists import DRILLS
from custody.web.shared.forms import ChoiceField, CustodyForm, TextField
from custody.web.shared.place_choice import PlaceChoiceField
from custody.web.shared.words import WATCHES, choices


class OrderForm(CustodyForm):
    """What is pretended, where, and why."""

    place = PlaceChoiceField(label=_("Where?"), help_text=_("The code word on the label of the place"))
    what = ChoiceField(label=_("What is pretended?"), choices=choices(WATCHES, DRILLS))
    reason = TextField(label=_("Why now?"))


class StopForm(CustodyForm):
    """Why a drill is called off that nobody answered."""

    finding = TextField(label=_("Why is it called off?"))
