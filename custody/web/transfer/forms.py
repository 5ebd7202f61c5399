"""Handing over and receiving."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import (
    BadgeField,
    ChoiceField,
    CustodyForm,
    PlaceField,
    RemarkField,
    SealField,
    TextField,
)
from custody.web.shared.units import UnitsField
from custody.web.shared.words import PURPOSES, choices

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


class OfferForm(CustodyForm):
    """What is handed over, to whom, and how it travels when it leaves."""

    units = UnitsField(label=_("What do you hand over?"))
    purpose = ChoiceField(label=_("How?"), choices=choices(PURPOSES), initial="departure")
    receiver_badge = BadgeField(label=_("Who receives it?"))
    second_badge = BadgeField(
        label=_("Second of the crew"), help_text=_("Two must go with a load that leaves"), required=False
    )
    vehicle = TextField(label=_("Vehicle"), max_length=40, required=False, help_text=_("Needed when the load leaves"))
    vehicle_seal = SealField(label=_("Seal of the vehicle"), required=False, help_text=_("Needed when the load leaves"))
    escort = TextField(label=_("Escort"), max_length=40, required=False, help_text=_("Needed when the load leaves"))
    destination = PlaceField(label=_("Destination"), required=False, help_text=_("Needed when the load leaves"))


class ReceiveForm(CustodyForm):
    """What the receiver reads off every unit. One line per unit that should carry a seal."""

    place = PlaceField(label=_("Where do you put it?"), required=False)

    def __init__(self, *args: Any, units: Iterable[HandlingUnit], needs_place: bool, **kwargs: Any) -> None:
        """Ask for the seal of each of ``units``."""
        super().__init__(*args, **kwargs)
        self.sealed_units = [unit for unit in units if unit.seal]
        if needs_place:
            self.fields["place"].required = True
        else:
            del self.fields["place"]
        for unit in self.sealed_units:
            self.fields[seal_name(unit.id)] = SealField(
                label=gettext("Seal on %(label)s") % {"label": unit.label},
                required=False,
                help_text=gettext("Leave empty when it is missing or damaged"),
            )

    def seals(self) -> dict[UUID, str | None]:
        """Return what was read off every unit; ``None`` for a seal that is missing or damaged."""
        return {unit.id: self.cleaned_data[seal_name(unit.id)] or None for unit in self.sealed_units}


def seal_name(unit_id: UUID) -> str:
    """Return the name of the line for one unit's seal."""
    return f"seal_{unit_id.hex}"


class RefuseForm(CustodyForm):
    """Why it is refused or withdrawn."""

    reason = RemarkField(label=_("Why?"), required=True)
