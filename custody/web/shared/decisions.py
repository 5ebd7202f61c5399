"""The paper of a decision of an authority, on every form that copies one; and where it is shown afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from custody.destruction.entries import DecisionPaper
from custody.destruction.lists import REFERENCE_MOST
from custody.web.shared.documents import DocumentField
from custody.web.shared.forms import CustodyForm, RemarkField, TextField, act_for, attempt, show_form
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from custody.core.act import Act
    from custody.destruction.models import AuthorityDecision


class DayField(forms.DateField):
    """The day on a paper."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"required": _("Enter the date on the paper"), "invalid": _("Enter a date")}


class DecisionForm(CustodyForm):
    """What stands on the paper of a decision."""

    reference = TextField(label=_("Reference of the paper"), help_text=_("As written on it"), max_length=REFERENCE_MOST)
    decided_on = DayField(label=_("Date on the paper"))
    document = DocumentField(
        label=_("The paper as PDF or photo"), required=False,
        help_text=_("Nobody can verify the decision before it is there; you can attach it later"),
    )
    also_called = {"photo": "document"}

    def paper(self) -> DecisionPaper:
        """Return what the form says of the paper; call it once the form is valid."""
        said = self.cleaned_data
        document = said["document"]
        return DecisionPaper(
            reference=said["reference"], decided_on=said["decided_on"],
            document=document.read() if document else None,
        )  # fmt: skip


class SecondEyesForm(CustodyForm):
    """Is the record what the paper says, and what of it is not. Each use has an ``answer`` of its own: yes or no."""

    reason = RemarkField(label=_("What is not right?"), help_text=_("Only if you answered no"))
    field_order = ("answer", "reason")

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the record is refused."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("answer") == "no" and not answers.get("reason"):
            self.add_error("reason", _("Say what is not right"))
        return answers


def show_decision_form(
    request: HttpRequest,
    form: DecisionForm,
    template: str,
    do: Callable[[Act, DecisionPaper, dict[str, Any]], AuthorityDecision],
    **shown: Any,
) -> HttpResponse:
    """Show the form of a decision and record it; afterwards show the decision, for somebody else to verify."""
    if ref := first_answer(request, form, again="decision"):
        return redirect("decisions:decision", ref)
    if form.is_valid():
        with attempt(form, again="decision") as done:
            done.ref = do(act_for(request, form), form.paper(), form.cleaned_data).id
        if done.ref:
            return redirect("decisions:decision", done.ref)
    return show_form(request, template, form=form, **shown)
