"""The order that what somebody absent answers for goes to two others."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import BadgeField, CountField, CustodyForm, RemarkField


class CommandForm(CustodyForm):
    """Who is absent, who takes over, and why."""

    absent_badge = BadgeField(label=_("Who is absent?"))
    absent_hours = CountField(label=_("For how many hours has nobody answered for it?"), least=0, most=2160)
    receiver_badge = BadgeField(label=_("Who takes it over?"), help_text=_("They count and sign with their own badge"))
    second_badge = BadgeField(label=_("Who counts with them?"))
    reason = RemarkField(label=_("Why?"), required=True)
