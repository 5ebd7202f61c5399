"""Taking a photo."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import ChoiceField, CustodyForm, PhotoField, RemarkField
from custody.web.shared.words import PHOTO_SLOTS, choices


class PhotoForm(CustodyForm):
    """What the photo shows, and the photo."""

    slot = ChoiceField(label=_("What does it show?"), choices=choices(PHOTO_SLOTS))
    photo = PhotoField(label=_("Photo"))
    also_called = {"content": "photo"}


class LookForm(CustodyForm):
    """Why somebody wants to see a photo."""

    reason = RemarkField(label=_("Why do you need to see it?"), required=True)
