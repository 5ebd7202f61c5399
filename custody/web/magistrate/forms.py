"""Asking a magistrate, and the answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from custody.destruction.lists import NUMBER_MOST, REFERENCE_MOST
from custody.web.shared.forms import BadgeField, ChoiceField, CustodyForm, RemarkField, TextField
from custody.web.shared.second_factor import SecondFactorForm
from custody.web.shared.words import ANSWERS, choices


class AskForm(CustodyForm):
    """Whom, and with which report."""

    magistrate = BadgeField(label=_("Badge of the magistrate"))
    reference = TextField(label=_("Number of the official report"), max_length=REFERENCE_MOST)
    also_called = {"magistrate_badge": "magistrate"}


class ExplainForm(CustodyForm):
    """The answer to the magistrate's question."""

    words = RemarkField(label=_("Your answer"))


class OpenForm(SecondFactorForm):
    """The authenticator's code, before the one page opens."""


class MinutesForm(CustodyForm):
    """The number of the minutes that a member of a committee signs."""

    minutes = TextField(
        label=_("Number of the minutes"), help_text=_("Read it off the minutes of the meeting"), max_length=NUMBER_MOST
    )


class AnswerForm(CustodyForm):
    """Order, hold, ask or refuse."""

    answer = ChoiceField(label=_("Your decision"), choices=choices(ANSWERS))
    number = TextField(
        label=_("Number of your order"), help_text=_("Left empty: one is drawn"), required=False, max_length=NUMBER_MOST
    )
    words = RemarkField(label=_("Your reasons, or your question"), help_text=_("May be empty with an order"))

    def clean(self) -> dict[str, Any]:
        """Ask for words with everything but an order."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("answer") in ("hold", "ask", "refuse") and not answers.get("words"):
            self.add_error("words", _("Say why, or what you ask"))
        return answers
