"""What is said of a site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm, PlaceField, TextField


class ChangeForm(CustodyForm):
    """The clock and the telephone of a site."""

    zone = TextField(label=_("Time zone"), help_text=_("Like Europe/Brussels. Its days end there"), max_length=48)
    police_phone = TextField(
        label=_("Number of the police"),
        help_text=_("Whoever is in danger calls it with one tap. With its country, like +32 2 555 01 01"),
        max_length=20,
        required=False,
    )


class RegisterForm(ChangeForm):
    """A site the house did not know of."""

    code_word = TextField(label=_("Code word"), help_text=_("3 to 24 letters that tell nothing"), max_length=24)
    jurisdiction = TextField(label=_("Country"), help_text=_("Two letters, like BE"), max_length=2)
    field_order = ("code_word", "jurisdiction", "zone", "police_phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"zone": settings.CUSTODY_SITE_TIME_ZONE,
                                      "jurisdiction": settings.CUSTODY_JURISDICTION})  # fmt: skip
        super().__init__(*args, **kwargs)


class PlaceForm(CustodyForm):
    """A place that stands on the site."""

    place = PlaceField(label=_("Code word of the place"))


class TakeOffForm(CustodyForm):
    """A one-button act: this place stands on the site no more."""
