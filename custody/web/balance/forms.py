"""What is asked about a variance: who shall answer for it, whether they will, and what an auditor found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import BadgeField, ChoiceField, CustodyForm, RemarkField


class OfferForm(CustodyForm):
    """Who shall answer for it from now on, and why."""

    to_badge = BadgeField(label=_("Who shall answer for it?"), help_text=_("This person must accept it first"))
    reason = RemarkField(label=_("Why?"), required=True)


class AnswerForm(CustodyForm):
    """Yes or no of who was asked."""

    outcome = ChoiceField(
        label=_("What do you say?"), choices=[("accepted", _("I answer for it")), ("refused", _("I refuse"))]
    )
    answer = RemarkField(label=_("What do you say to it?"), help_text=_("Needed when you refuse"), required=False)


class TakeBackForm(CustodyForm):
    """A one-button act."""


class CloseForm(CustodyForm):
    """What an auditor found."""

    finding = RemarkField(label=_("What did you find?"), required=True)
