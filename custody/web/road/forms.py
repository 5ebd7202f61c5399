"""On the road with one's own load, and putting it down."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.fields import asked
from custody.web.shared.forms import CustodyForm, PlaceField, RemarkField, SealField, TextField
from custody.web.shared.units import UnitsField


class DepartForm(CustodyForm):
    """Leaving with a load that is in the custody of the two who go."""

    units = UnitsField(label=_("What do you take along?"))
    vehicle = TextField(label=_("Vehicle"), max_length=40)
    vehicle_seal = SealField(label=_("Seal of the vehicle"))
    escort = TextField(label=_("Escort"), max_length=40)
    destination = PlaceField(label=_("Destination"))
    unswept_reason = asked(
        RemarkField(
            label=_("Only when it must move before the sweep: why?"),
            help_text=_("It goes to a quarantine bay, and the sweep is owed there. A supervisor is told."),
            required=False,
        )
    )


class PutForm(CustodyForm):
    """Where units lie from now on."""

    units = UnitsField(label=_("Which units?"))
    place = PlaceField(label=_("Place"), help_text=_("Scan the place, or type its code word"))
