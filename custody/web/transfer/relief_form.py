"""What is asked of who takes a load over on the road, where no place of the house is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from custody.core.lifecycle import CustodyState
from custody.evidence.lists import ON_THE_SPOT
from custody.web.shared.fields import TextField, asked
from custody.web.shared.forms import CustodyForm, SealField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField

    from custody.evidence.models import HandlingUnit, Transfer


OF_THE_ROAD = ("where", "new_vehicle", "new_vehicle_seal")


class ReliefForm(CustodyForm):
    """Where a load on the road changed hands, and in what it goes on; nothing is asked of what lies somewhere."""

    def ask_of_the_road(self) -> None:
        """Ask what is asked on the road alone."""
        self.fields["where"] = asked(
            TextField(
                label=_("Where do you take it over?"), max_length=200, required=False,
                help_text=_("A road and a kilometre, or a car park. Leave it empty only when you cannot say"),
            )
        )  # fmt: skip
        self.fields["new_vehicle"] = asked(
            TextField(label=_("Only when it goes on in another vehicle: in which?"), max_length=80, required=False)
        )
        self.fields["new_vehicle_seal"] = asked(
            SealField(
                label=_("The seal of that vehicle"), required=False,
                help_text=_("Its own new seal, once its doors are closed. It is read at the next stop and at the end"),
            )
        )  # fmt: skip

    def of_the_relief(self) -> list[BoundField]:
        """Return the lines of the form that are about the road."""
        return [self[name] for name in OF_THE_ROAD if name in self.fields]

    def relief(self) -> dict[str, Any]:
        """Return what was said of the road."""
        return {name: self.cleaned_data.get(name) or None for name in OF_THE_ROAD if name in self.fields}


def relieves(transfer: Transfer, units: Sequence[HandlingUnit]) -> bool:
    """Say whether the hand-over takes place on the road."""
    return transfer.purpose in ON_THE_SPOT and any(unit.custody_state == CustodyState.IN_TRANSIT for unit in units)
