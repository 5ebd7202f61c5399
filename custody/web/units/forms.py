"""Seeing what is masked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm, RemarkField


class RevealForm(CustodyForm):
    """Why somebody must know the place."""

    reason = RemarkField(
        label=_("Why do you need to know the place?"),
        help_text=_("Your reason is kept, and the custodian can see that you looked"),
        required=True,
    )
