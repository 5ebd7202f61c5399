"""What a place may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CountField, CustodyForm, WeightField


class SpreadForm(CustodyForm):
    """How much there is, and over how many stores."""

    mass = WeightField(label=_("How much is there to store?"))
    places = CountField(
        label=_("Over how many stores at most?"), help_text=_("Each is a convoy with an escort"), least=1, most=20
    )


class LimitForm(CustodyForm):
    """The limits of a place. A limit is only ever lowered."""

    mass = WeightField(label=_("Most mass"), help_text=_("Left empty: stays as it is"), required=False)
    euros = CountField(
        label=_("Most value, in euros"), help_text=_("Left empty: stays as it is"), most=10**12, required=False
    )
    also_called = {"cap_mg": "mass", "cap_eur": "euros"}
