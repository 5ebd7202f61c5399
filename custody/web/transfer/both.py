"""A seal of which two things are said: it was read, and it is missing or damaged. A thumb ticks the row above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from custody.web.shared.fields import asked
from custody.web.transfer.names import bare_name, seal_name, which_name
from custody.web.transfer.relief_form import ReliefForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from custody.evidence.models import HandlingUnit

WHOLE, DAMAGED, NONE = "whole", "damaged", "none"
WHICH = (
    (WHOLE, _("It is whole: I read it, and the tick is a slip")),
    (DAMAGED, _("It is damaged, and its number can be read")),
    (NONE, _("Its number cannot be read: it is missing, or damaged beyond that")),
)


class BothForm(ReliefForm):
    """Asks once which is true. It asks whatever number was read, so that it says nothing of the one we know."""

    listed_units: list[HandlingUnit]

    def make_which(self, unit: HandlingUnit) -> None:
        """Make the question where the box of the unit is ticked; it goes again where no number of it was read."""
        if self.is_bound and self.data.get(bare_name(unit.id)):
            self.fields[which_name(unit.id)] = asked(
                forms.ChoiceField(
                    label=gettext("You read the seal on %(label)s, and it is missing or damaged: which is true?")
                    % {"label": unit.label},
                    required=False,
                    choices=[("", "–"), *WHICH],
                )
            )

    def ask_which(self, units: Iterable[HandlingUnit], read: Mapping[UUID, str]) -> None:
        """Ask it of each unit whose seal was ``read`` or typed, and take the question away from every other."""
        for unit in units:
            name, typed = which_name(unit.id), seal_name(unit.id)
            if name not in self.fields:
                continue
            if not (self.cleaned_data.get(typed) or unit.id in read):
                del self.fields[name]
                self.cleaned_data.pop(name, None)
                self.errors.pop(name, None)
            elif not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("You read its seal, and it is missing or damaged: say which is true"))

    def has_none(self, unit: HandlingUnit) -> bool:
        """Say whether no number is kept of the seal of the unit."""
        if not self.cleaned_data.get(bare_name(unit.id)):
            return False
        return self.cleaned_data.get(which_name(unit.id)) not in (WHOLE, DAMAGED)

    def damaged(self) -> set[UUID]:
        """Return the units whose seal was read and is damaged."""
        given = {name for name, said in self.cleaned_data.items() if said == DAMAGED}
        return {unit.id for unit in self.listed_units if which_name(unit.id) in given}
