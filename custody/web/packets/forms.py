"""What is asked about a court packet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from custody.evidence.actions.packets import RECIPIENT_MOST
from custody.web.packets.words import LANGUAGES, LEVELS, PURPOSES
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField, TextField
from custody.web.shared.words import choices


class AskForm(CustodyForm):
    """What it is for, who gets it, in which language, and how much it shows."""

    purpose = ChoiceField(label=_("What is it for?"), choices=choices(PURPOSES))
    recipient = TextField(
        label=_("Who gets it?"), help_text=_("The court or authority, and its number of the case"),
        max_length=RECIPIENT_MOST,
    )  # fmt: skip
    language = ChoiceField(label=_("Language of the proceedings"), choices=LANGUAGES)
    level = ChoiceField(label=_("How much does it show?"), choices=[])

    def __init__(self, *args: Any, levels: Sequence[str], **kwargs: Any) -> None:
        """Offer the levels that the officer may ask for."""
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(each, LEVELS[each]) for each in levels]  # type: ignore[attr-defined]


class DecideForm(CustodyForm):
    """The second pair of eyes."""

    answer = ChoiceField(
        label=_("Shall this packet leave the house?"),
        choices=[("yes", _("Yes: make it and issue it")), ("no", _("No: issue nothing"))],
    )


class WithdrawForm(CustodyForm):
    """A one-button act."""


class TakeForm(CustodyForm):
    """Why somebody takes the file of a packet."""

    taken = ChoiceField(
        label=_("What do you take?"),
        choices=[("packet", _("The packet, for checking (zip)")), ("copy", _("A copy for reading (PDF)"))],
    )
    reason = RemarkField(label=_("What do you need it for?"), required=True)
