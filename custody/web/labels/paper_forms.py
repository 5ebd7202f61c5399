"""Entering what was written by hand on a paper sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from custody.evidence.entries import NewUnit, Reading
from custody.reports.words import GOODS_KINDS, SUBSTANCES
from custody.web.shared.fields import CheckField, ScanField, asked
from custody.web.shared.folding import Asked, Group, in_groups_to_fill
from custody.web.shared.forms import (
    BadgeField,
    ChoiceField,
    CountField,
    CustodyForm,
    PlaceField,
    SealField,
    TextField,
    WeightField,
)
from custody.web.shared.naming import say_of_which
from custody.web.shared.sealing import barrel_field, class_by_register, seal_by_register
from custody.web.shared.times import moment_on
from custody.web.shared.words import FORMS, choices

_KINDS = tuple(kind for kind in GOODS_KINDS if kind != "sample")


class FindSheetForm(CustodyForm):
    """Which sheet."""

    sheet = TextField(label=_("Number of the sheet"), help_text=_("As it stands at the top, like 7K3QX2M/1"))


class SheetForm(CustodyForm):
    """What stands on the sheet: when, who, what, and a line for each unit. A line without a weight and a seal is empty.
    """

    happened_on = forms.DateField(
        label=_("Day it happened"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day it happened"), "invalid": _("Enter the day it happened")},
    )
    happened_clock = TextField(
        label=_("Time it happened"), help_text=_("Hours and minutes, for example 06:30"), max_length=8
    )
    second = BadgeField(label=_("Second officer"), help_text=_("Who signed the sheet with you"))
    substance = ChoiceField(label=_("What was found?"), choices=choices(SUBSTANCES))
    form_of_it = ChoiceField(label=_("In what form?"), choices=choices(FORMS))
    place = PlaceField(label=_("Where does it lie?"))
    scale = ChoiceField(label=_("Scale"), choices=[])
    seal_class = class_by_register()
    looked_again = CheckField(
        label=_("I looked again: the goods bear this label"),
        help_text=_("It belongs to another sheet. The unit is frozen until a supervisor has explained it, and both "
                    "sheets say so"),
    )
    looks_again: ClassVar[dict[str, str]] = {"paper.label": "looked_again"}
    also_called = {"second_badge": "second", "occurred_at": "happened_clock"}

    def __init__(self, *args: Any, labels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.labels = list(labels)
        for place in range(len(self.labels)):
            self.fields[f"kind_{place}"] = asked(
                ChoiceField(label=_("Kind"), choices=choices(GOODS_KINDS, _KINDS), required=False)
            )
            self.fields[f"count_{place}"] = asked(CountField(label=_("Packages"), least=1, required=False))
            self.fields[f"gross_{place}"] = asked(WeightField(label=_("Gross weight"), required=False))
            self.fields[f"seal_{place}"] = asked(SealField(label=_("New seal"), required=False))
            self.fields[f"barrel_{place}"] = barrel_field()
            self.fields[f"label_{place}"] = asked(
                ScanField(label=_("Another label is stuck on it"), required=False)
            )

    def rows(self) -> list[Asked]:
        """Return each label with its fields, in the order of the sheet."""
        names = ("kind", "count", "gross", "seal", "barrel", "label")
        return [(label, [self[f"{name}_{place}"] for name in names]) for place, label in enumerate(self.labels)]

    def groups(self) -> list[Group[Asked]]:
        """Return the rows as the page folds them."""
        return in_groups_to_fill(self.rows(), begins_open=False)

    def full_clean(self) -> None:
        """Say of which label each error is, once all were found."""
        super().full_clean()
        say_of_which(self, self.rows())

    def clean(self) -> dict[str, Any]:
        """Return the answers with ``occurred_at`` in the time of the site, and ``units``."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        day, text = answers.get("happened_on"), answers.get("happened_clock")
        if day and text:
            try:
                answers["occurred_at"] = moment_on(day, text)
            except ValidationError as refused:
                self.add_error("happened_clock", refused)
        answers["units"] = [unit for place in range(len(self.labels)) if (unit := self._unit(place, answers))]
        if not answers["units"] and not self.errors:
            self.add_error(None, _("Enter at least one line of the sheet"))
        return answers

    def _unit(self, place: int, answers: dict[str, Any]) -> NewUnit | None:
        gross, seal = answers.get(f"gross_{place}"), answers.get(f"seal_{place}")
        kind, count = answers.get(f"kind_{place}"), answers.get(f"count_{place}")
        barrel = answers.get(f"barrel_{place}")
        if gross is None and not seal and not kind and count is None and not barrel:
            return None
        if barrel and not seal and f"seal_{place}" not in self.errors:
            self.add_error(f"seal_{place}", _("Enter the number on the pin as well"))
        if not kind and f"kind_{place}" not in self.errors:
            self.add_error(f"kind_{place}", _("Choose what kind of unit it is"))
        if gross is None and f"gross_{place}" not in self.errors:
            self.add_error(f"gross_{place}", _("Enter the gross weight, in kg"))
        if not kind or gross is None:
            return None
        return NewUnit(
            kind=kind,
            label=answers.get(f"label_{place}") or self.labels[place],
            package_count=count,
            reading=Reading(gross_mg=gross, scale_code=answers.get("scale"), package_count=count),
            seal=seal_by_register(answers, f"seal_{place}", barrel=f"barrel_{place}"),
        )
