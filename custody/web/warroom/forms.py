"""What became of a line, and why one is set aside."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm, RemarkField


class DoneForm(CustodyForm):
    """It is done; a remark may say how."""

    remark = RemarkField(label=_("What was done?"), help_text=_("Never a place, a route or a time"))


class AsideForm(CustodyForm):
    """It does not apply this time, and why."""

    reason = RemarkField(label=_("Why is it not done this time?"), help_text=_("Never a place, a route or a time"),
                         required=True)  # fmt: skip
