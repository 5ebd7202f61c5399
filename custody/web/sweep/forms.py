"""Sweeping for trackers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from custody.web.shared.fields import Words
from custody.web.shared.forms import BadgeField, ChoiceField, CountField, CustodyForm, TextField
from custody.web.shared.units import UnitsField, are_one_load, in_a_list
from custody.web.shared.words import SWEEP_METHODS, SWEEP_RESULTS, choices

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit

WHOLE = "whole"


class LoadField(UnitsField):
    """Units one by one, or the whole load by one answer. That is chosen beforehand for who comes from one seizure: the
    result, which a person attests, never is."""

    def offer(self, units: Iterable[HandlingUnit], *, ticked: bool = False) -> None:
        """Take the units that may be chosen, and offer them as a whole where they are one load."""
        rows = sorted(units, key=lambda unit: unit.label)
        super().offer(rows)
        if len(rows) > 1 and are_one_load(rows):
            count = ngettext("%(count)d unit", "%(count)d units", len(rows)) % {"count": len(rows)}
            each = [(str(unit.id), in_a_list(unit)) for unit in rows]
            self.choices = [(WHOLE, Words(_("The whole load"), count)), *each]
            if ticked:
                self.initial = [WHOLE]
        self._offered = [str(unit.id) for unit in rows]

    def clean(self, value: Any) -> list[UUID]:
        """Return the units; the answer for the whole load stands for each of them."""
        is_whole = WHOLE in (value or []) and self.valid_value(WHOLE)
        return super().clean(self._offered if is_whole else value)  # type: ignore[no-any-return]


class SweepForm(CustodyForm):
    """What was swept, how, by whom with whom, and what was found."""

    units = LoadField(label=_("What did you sweep?"))
    methods = forms.MultipleChoiceField(
        label=_("How?"),
        choices=choices(SWEEP_METHODS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say how the sweep was done")},
    )
    minutes = CountField(label=_("How many minutes did it take?"), least=1, most=600)
    result = ChoiceField(label=_("What did you find?"), choices=choices(SWEEP_RESULTS))
    witness_badge = BadgeField(label=_("Witness"), help_text=_("A second person who saw it done, and signs later"))
    device = TextField(label=_("Device"), max_length=60, required=False)
