"""Planning a transport, and what its crew says on the way."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import BadgeField, CountField, CustodyForm, RemarkField, TextField


class PlanForm(CustodyForm):
    """Who drives, in what, and how long it takes."""

    driver_badge = BadgeField(label=_("Who drives?"))
    second_badge = BadgeField(label=_("Second of the crew"), help_text=_("Two must go with a load that leaves"))
    vehicle = TextField(label=_("Vehicle"), max_length=40)
    escort = TextField(label=_("Escort"), max_length=40)
    planned_minutes = CountField(label=_("Minutes on the road"), least=1, most=1440)


class ReasonForm(CustodyForm):
    """Why it stands still, or is called off."""

    reason = RemarkField(label=_("Why?"), required=True)
