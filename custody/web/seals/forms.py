"""A delivery of seals, and why it is withdrawn."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.evidence.actions.seal_register import MAKER_MOST
from custody.web.shared.forms import ChoiceField, CustodyForm, SealField, TextField
from custody.web.shared.sealing import SEAL_CLASSES
from custody.web.shared.words import choices

VOID_REASONS = {
    "lost": _("They are lost"),
    "stolen": _("They were stolen"),
    "damaged": _("They are damaged"),
    "copied": _("Somebody makes copies of them"),
}


class ReceiveForm(CustodyForm):
    """Who made them, what they are, and the first and the last number."""

    maker = TextField(label=_("Maker"), help_text=_("As its mark on the seals says"), max_length=MAKER_MOST)
    seal_class = ChoiceField(label=_("Kind of seal"), choices=choices(SEAL_CLASSES))
    first = SealField(label=_("First number"))
    last = SealField(label=_("Last number"))


class VoidForm(CustodyForm):
    """Why they are withdrawn."""

    reason = ChoiceField(label=_("Why?"), choices=choices(VOID_REASONS))
