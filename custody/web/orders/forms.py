"""A written order: copied by one officer, held against its document by another."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.destruction.lists import NUMBER_MOST, REFERENCE_MOST
from custody.reports.words import AUTHORITIES
from custody.web.shared.decisions import SecondEyesForm
from custody.web.shared.documents import DocumentField
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField, TextField
from custody.web.shared.units import UnitsField
from custody.web.shared.words import choices


class RecordForm(CustodyForm):
    """What stands on the order, and which units it covers."""

    units = UnitsField(label=_("Units that the order covers"))
    authority = ChoiceField(label=_("Who gave the order?"), choices=choices(AUTHORITIES))
    number = TextField(label=_("Number of the order"), help_text=_("As written on it"), max_length=NUMBER_MOST)
    signed_by = TextField(
        label=_("Who signed the order?"), help_text=_("The name on it; it lies sealed and stands on the certificate"),
        max_length=REFERENCE_MOST,
    )
    position = TextField(label=_("In what position?"), help_text=_("As written on it"), max_length=REFERENCE_MOST)
    issued_on = forms.DateField(
        label=_("Date on the order"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the date on the order"), "invalid": _("Enter a date")},
    )
    reasons = RemarkField(label=_("Reasons of the decision"), help_text=_("A short copy; it lies sealed"))
    document = DocumentField(
        label=_("The order as PDF or photo"), required=False,
        help_text=_("Nobody can verify the order before it is there; you can attach it later"),
    )
    also_called = {"photo": "document", "unit_ids": "units"}


class PaperForm(CustodyForm):
    """The paper of an order that was recorded without it."""

    document = DocumentField(label=_("The order as PDF or photo"))
    also_called = {"photo": "document"}


class VerifyForm(SecondEyesForm):
    """The second pair of eyes."""

    answer = ChoiceField(
        label=_("Is the record what the document says?"),
        choices=[("yes", _("Yes: number, date, authority and units are right")), ("no", _("No"))],
    )
