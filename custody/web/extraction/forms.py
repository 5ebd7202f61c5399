"""Stripping a conveyance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import BadgeField, CustodyForm, RemarkField, SealField
from custody.web.shared.sealing import barrel_field, class_field


class StartForm(CustodyForm):
    """Who stands by while it is opened."""

    witness_badge = BadgeField(label=_("Witness"), help_text=_("A second person who sees it opened"))


class ResumeForm(CustodyForm):
    """Who stands by while it is opened again."""

    witness_badge = BadgeField(
        label=_("Witness"), help_text=_("A second person who sees it opened again, and signs on a device of their own")
    )


class InterruptForm(CustodyForm):
    """Closing it again before it is empty."""

    reason = RemarkField(label=_("Why do you stop?"), required=True)
    seal_number = SealField(label=_("New seal"))
    seal_class = class_field(usual="H")
    barrel_number = barrel_field()
    second_badge = BadgeField(label=_("Second officer"), help_text=_("Who sees it closed and sealed with you"))


class EndForm(CustodyForm):
    """A one-button act: it is empty and nothing was found."""
