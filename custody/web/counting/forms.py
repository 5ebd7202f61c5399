"""What somebody counted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CountField, CustodyForm


class CountForm(CustodyForm):
    """How many there are. How many there should be is said nowhere on this page."""

    package_count = CountField(
        label=_("How many bricks or packages are in it?"),
        help_text=_("Count them yourself. You are not told how many there should be, nor what others counted"),
    )
