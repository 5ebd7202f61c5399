"""The second half of a decision of an authority: its paper, and the second pair of eyes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from custody.web.shared.documents import DocumentField
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField


class PaperForm(CustodyForm):
    """The paper of a decision that was recorded without it."""

    document = DocumentField(label=_("The paper as PDF or photo"))
    also_called = {"photo": "document"}


class VerifyForm(CustodyForm):
    """The second pair of eyes."""

    answer = ChoiceField(
        label=_("Is the record what the paper says?"),
        choices=[("yes", _("Yes: reference, date and decision are right")), ("no", _("No"))],
    )
    reason = RemarkField(label=_("What is not right?"), help_text=_("Only if you answered no"))

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the decision is refused."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("answer") == "no" and not answers.get("reason"):
            self.add_error("reason", _("Say what is not right"))
        return answers
