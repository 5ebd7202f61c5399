"""Choosing units from a list: boxes to tick, each with its label and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.web.shared.fields import Words
from custody.web.shared.words import UNIT_KINDS, state_word

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


_STAYING = ("extraction", "emptied")


class UnitsField(forms.TypedMultipleChoiceField):
    """Several units. ``offer`` fills it with those that may be chosen here; when asked, all but samples are
    ticked beforehand: a sample goes another way than the load it was taken from."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": _("Choose at least one unit"),
        "invalid_choice": _("One of these units cannot be chosen any more. Look at the list again"),
        "invalid_list": _("Choose at least one unit"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Units"))
        super().__init__(coerce=UUID, **kwargs)

    def offer(self, units: Iterable[HandlingUnit], *, ticked: bool = False) -> None:
        """Take the units that may be chosen."""
        rows = list(units)
        self.choices = [(str(unit.id), in_a_list(unit)) for unit in rows]
        if ticked:
            # What rarely goes along is never ticked beforehand: a sample, and a conveyance that is being stripped or
            # is empty.
            along = [unit for unit in rows if unit.kind != "sample" and unit.custody_state not in _STAYING]
            self.initial = [str(unit.id) for unit in along]


def bricks_in(units: Iterable[HandlingUnit]) -> int:
    """Return how many bricks or packages were counted in the units."""
    return sum(unit.package_count or 0 for unit in units)


def in_a_list(unit: HandlingUnit) -> Words:
    """Return a unit as a list shows it: label, kind and state; no mass, no substance, no place."""
    kind, state = UNIT_KINDS.get(unit.kind, unit.kind), state_word(unit.custody_state)
    return Words(unit.label, f"{kind} · {state}")
