"""Danger in words, in the order in which a frightened person looks for them."""

from __future__ import annotations

from collections.abc import Mapping

import phonenumbers
from django.utils.translation import gettext_lazy as _

from custody.web.shared.parts import Text

KINDS: Mapping[str, tuple[Text, str]] = {
    "threat": (_("I am threatened"), "shield-alert"),
    "watched": (_("We are watched"), "eye"),
    "followed": (_("We are followed"), "truck"),
    "stopped": (_("Stopped on the road"), "octagon-alert"),
    "break_in": (_("Break-in"), "lock-open"),
    "drone": (_("Drone"), "radar"),
    "tracker": (_("Tracker found"), "map-pin"),
    "other": (_("Something else"), "siren"),
}
"""What can be reported: its word and its icon."""


def kind_word(kind: str) -> Text:
    """Return what was reported, in words."""
    return KINDS[kind][0]


def spoken(phone: str) -> str:
    """Return a number as people read it aloud."""
    return phonenumbers.format_number(
        phonenumbers.parse(phone, None), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
