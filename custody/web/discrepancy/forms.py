"""Explaining a difference."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm, RemarkField


class ResolveForm(CustodyForm):
    """What explains it."""

    resolution = RemarkField(label=_("What explains the difference?"), required=True)
