"""What is said of a scale."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.web.scales.words import AS_FOUND, CLASSES
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField, TextField, WeightField
from custody.web.shared.words import choices


def _day(label: Any, *, missing: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": _("Enter a date")},
    )


class RegisterForm(CustodyForm):
    """A scale the house did not know of. It is trusted once two people signed its calibration."""

    code = TextField(label=_("Code"), help_text=_("As it stands on the scale, like S-FLOOR"), max_length=32)
    capacity = WeightField(label=_("It carries up to"), help_text=_("Max on its plate, in kilograms"))
    division = WeightField(label=_("Its step"), help_text=_("e on its plate, in kilograms: 0.02 is 20 g"))
    accuracy_class = ChoiceField(label=_("Class on its plate"), choices=choices(CLASSES))
    also_called = {"capacity_mg": "capacity", "division_mg": "division"}


class ReportForm(CustodyForm):
    """What the certificate of a calibration says."""

    certificate = TextField(label=_("Number of the certificate"), max_length=60)
    calibrated_on = _day(_("Calibrated on"), missing=_("Enter the day of the calibration"))
    valid_until = _day(_("Good until"), missing=_("Enter the day until which it is good"))
    accuracy_class = ChoiceField(label=_("Class on its plate"), choices=choices(CLASSES))
    as_found = ChoiceField(label=_("Did it weigh right before it was adjusted?"), choices=choices(AS_FOUND))


class DecideForm(CustodyForm):
    """The second pair of eyes."""

    answer = ChoiceField(
        label=_("Does the certificate say so?"),
        choices=[("yes", _("Yes: the scale, the days and the class are right")), ("no", _("No"))],
    )


class WithdrawForm(CustodyForm):
    """Why a scale is out of use."""

    reason = RemarkField(label=_("What is wrong with it?"), required=True)
