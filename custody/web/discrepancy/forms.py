"""Explaining a difference, and saying what one knows of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm, RemarkField


class ResolveForm(CustodyForm):
    """What explains it."""

    resolution = RemarkField(label=_("What explains the difference?"), required=True)


class KnownForm(CustodyForm):
    """What somebody knows of it who does not explain it."""

    remark = RemarkField(label=_("What I know"), required=True,
                         help_text=_("What you saw, when, and who was there. Who explains it reads this."))
