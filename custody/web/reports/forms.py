"""What stands on the head of an official report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.core.report_numbers import NUMBER_MOST
from custody.reports.words import service_word
from custody.web.shared.forms import CheckField, ChoiceField, CustodyForm, RemarkField, TextField
from custody.web.shared.words import REPORT_KINDS, choices


class HeadForm(CustodyForm):
    """Who drew it, about what, with which number and on which day."""

    service = ChoiceField(label=_("Which service drew it?"), choices=[])
    report_kind = ChoiceField(label=_("What is it about?"), choices=choices(REPORT_KINDS))
    number = TextField(label=_("Number of the official report"), help_text=_("As written on it"),
                       max_length=NUMBER_MOST)  # fmt: skip
    drawn_on = forms.DateField(
        label=_("Date on the report"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the date on the report"), "invalid": _("Enter a date")},
    )

    def __init__(self, *args: Any, services: Sequence[str], examples: str = "", **kwargs: Any) -> None:
        """Offer the services, and say how their numbers look."""
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [(each, service_word(each)) for each in services]  # type: ignore[attr-defined]
        if examples:
            self.fields["number"].help_text = examples


def _covers() -> RemarkField:
    return RemarkField(
        label=_("Labels of the units it covers"), help_text=_("Leave empty when it covers the whole seizure"),
        required=False,
    )  # fmt: skip


class RecordForm(HeadForm):
    """The head of a new report, and which units it covers."""

    labels = _covers()
    later = CheckField(label=_("The initial report is still to come"))
    also_called = {"label": "labels"}

    def __init__(self, *args: Any, has_initial: bool, **kwargs: Any) -> None:
        """Ask whether the initial one is still to come only where there is none."""
        super().__init__(*args, **kwargs)
        if has_initial:
            del self.fields["later"]


class CorrectForm(HeadForm):
    """What the head really says, what it covers, and why it was wrong."""

    labels = _covers()
    is_initial = CheckField(label=_("It is the initial report, which makes the seizure in law"))
    reason = RemarkField(label=_("Why was it wrong?"), required=True)
    also_called = {"label": "labels", "initial": "is_initial"}


class WithdrawForm(CustodyForm):
    """A one-button act."""


class DecideForm(CustodyForm):
    """The second pair of eyes."""

    answer = ChoiceField(
        label=_("Does the report say this?"),
        choices=[("yes", _("Yes: put it right")), ("no", _("No: leave it as it is"))],
    )
