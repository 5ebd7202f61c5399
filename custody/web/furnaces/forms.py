"""What a furnace takes, in which hours, and what is done with what a burn leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.destruction.actions.facilities import RESIDUE_MOST
from custody.web.shared.forms import PlaceField, TextField, WeightField
from custody.web.shared.proposals import ProposingForm


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        help_text=_("Left empty: it burns day and night"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Enter the time, like 14:00")},
    )


class ChangeFurnaceForm(ProposingForm):
    """How a furnace works from now on."""

    limit = WeightField(label=_("Most mass in one burn"))
    opens = _hour(_("It burns from"))
    closes = _hour(_("It burns until"))
    residue = TextField(
        label=_("What is done with what a burn leaves?"), required=False, max_length=RESIDUE_MOST,
        help_text=_("Ash and slag: who takes them, where they go"),
    )  # fmt: skip
    also_called = {"session_limit_mg": "limit", "opens_minute": "opens", "closes_minute": "closes"}
    field_order: tuple[str, ...] = ("limit", "opens", "closes", "residue", "reason")


class NewFurnaceForm(ChangeFurnaceForm):
    """A furnace the house did not know of."""

    code_word = TextField(
        label=_("Code word"), help_text=_("Lists and labels show it and nothing else, like KILN"), max_length=24
    )
    place = PlaceField(label=_("At which place?"))
    field_order = ("code_word", "place", "limit", "opens", "closes", "residue", "reason")
