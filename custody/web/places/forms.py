"""What a place may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CountField, CustodyForm, WeightField


class LimitForm(CustodyForm):
    """The limits of a place. A limit is only ever lowered."""

    mass = WeightField(label=_("Most mass"), help_text=_("Left empty: stays as it is"), required=False)
    euros = CountField(
        label=_("Most value, in euros"), help_text=_("Left empty: stays as it is"), most=10**12, required=False
    )
    also_called = {"cap_mg": "mass", "cap_eur": "euros"}
