"""What is asked for, and what the person two levels up says to it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import ChoiceField, CountField, CustodyForm, RemarkField, TextField
from custody.web.shared.waiver_words import RULES


class AskForm(CustodyForm):
    """A rule, what it shall not hold for, how long and why."""

    rule = ChoiceField(label=_("Which rule cannot be kept?"), choices=list(RULES.items()))
    about = TextField(
        label=_("For what?"),
        help_text=_(
            "The code word of the place or the burn, or the label of the unit. For a line of a hot seizure: the code "
            "word of the seizure, a stroke and the number of the line"
        ),
        max_length=32,
    )
    amount = CountField(
        label=_("How much more than the limit?"),
        help_text=_("In kilograms, or in euros for a limit in value. Left empty where the rule counts nothing"),
        most=2_000_000_000,
        required=False,
    )
    hours = CountField(label=_("For how many hours from now on?"), least=1, most=24 * 31)
    reason = RemarkField(label=_("Why can it not be kept?"))
    also_called = {"until": "hours", "subject": "about", "label": "about", "place": "about"}


class DecideForm(CustodyForm):
    """The answer, and what it rests on."""

    answer = ChoiceField(
        label=_("Shall the rule let this through?"), choices=[("yes", _("Yes, until its end")), ("no", _("No"))]
    )
    words = RemarkField(label=_("What does your answer rest on?"))
