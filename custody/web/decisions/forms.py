"""The second half of a decision of an authority: its paper, and the second pair of eyes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.decisions import SecondEyesForm
from custody.web.shared.documents import DocumentField
from custody.web.shared.forms import ChoiceField, CustodyForm


class PaperForm(CustodyForm):
    """The paper of a decision that was recorded without it."""

    document = DocumentField(label=_("The paper as PDF or photo"))
    also_called = {"photo": "document"}


class VerifyForm(SecondEyesForm):
    """The second pair of eyes."""

    answer = ChoiceField(
        label=_("Is the record what the paper says?"),
        choices=[("yes", _("Yes: reference, date and decision are right")), ("no", _("No"))],
    )
