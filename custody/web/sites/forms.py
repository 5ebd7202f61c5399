"""What is said of a site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm, TextField
from custody.web.shared.proposals import ProposingForm

_ZONE_HELP = _("Like Europe/Brussels. Its days end there")
_PHONE_HELP = _("Whoever is in danger calls it with one tap. With its country, like +32 2 555 01 01")


class ChangeForm(ProposingForm):
    """The clock and the telephone of a site, as they would be."""

    zone = TextField(label=_("Time zone"), help_text=_ZONE_HELP, max_length=48)
    police_phone = TextField(label=_("Number of the police"), help_text=_PHONE_HELP, max_length=20, required=False)
    field_order = ("zone", "police_phone", "reason")


class RegisterForm(CustodyForm):
    """A site the house did not know of."""

    code_word = TextField(label=_("Code word"), help_text=_("3 to 24 letters that tell nothing"), max_length=24)
    jurisdiction = TextField(label=_("Country"), help_text=_("Two letters, like BE"), max_length=2)
    zone = TextField(label=_("Time zone"), help_text=_ZONE_HELP, max_length=48)
    police_phone = TextField(label=_("Number of the police"), help_text=_PHONE_HELP, max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"zone": settings.CUSTODY_SITE_TIME_ZONE,
                                      "jurisdiction": settings.CUSTODY_JURISDICTION})  # fmt: skip
        super().__init__(*args, **kwargs)
