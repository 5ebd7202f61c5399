"""Stripping a conveyance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from custody.evidence.selectors.facts import frozen_among
from custody.web.shared.forms import BadgeField, CustodyForm, RemarkField, SealField
from custody.web.shared.sealing import barrel_field, class_field

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


class OpensForm(CustodyForm):
    """The opening of a conveyance, which may be in dispute."""

    frozen_reason = RemarkField(
        label=_("It is frozen. Why is it opened all the same?"),
        help_text=_("It stays frozen until a supervisor has explained what differs"),
        required=True,
    )

    def ask_about(self, unit: HandlingUnit) -> None:
        """Ask why it is opened only where something about it is in dispute."""
        if frozen_among([unit]) is None:
            del self.fields["frozen_reason"]


class StartForm(OpensForm):
    """Who stands by while it is opened."""

    witness_badge = BadgeField(label=_("Witness"), help_text=_("A second person who sees it opened"))


class ResumeForm(OpensForm):
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
