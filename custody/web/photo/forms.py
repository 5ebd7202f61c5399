"""Taking a photo."""

from __future__ import annotations

from typing import Any

from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import ChoiceField, CustodyForm, PhotoField, RemarkField
from custody.web.shared.words import PHOTO_SLOTS, choices


class PhotoForm(CustodyForm):
    """What the photo shows, and the photo."""

    slot = ChoiceField(label=_("What does it show?"), choices=choices(PHOTO_SLOTS))
    photo = PhotoField(label=_("Photo"))
    also_called = {"content": "photo"}

    def for_one(self, slot: str) -> None:
        """Ask for the photo of one slot alone: what it shows is known, and is the name of its input."""
        self.fields["slot"].widget = HiddenInput()
        self.initial["slot"] = slot
        self.fields["photo"].label = str(PHOTO_SLOTS[slot])


def slot_asked(query: Any) -> str:
    """Return the slot that an address names; "" where it names none that there is."""
    slot = str(query.get("slot", ""))
    return slot if slot in PHOTO_SLOTS else ""


class LookForm(CustodyForm):
    """Why somebody wants to see a photo."""

    reason = RemarkField(label=_("Why do you need to see it?"), required=True)
