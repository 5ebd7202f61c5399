"""Slots and outages in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from custody.web.shared.parts import Text

OUTAGE_REASONS: Mapping[str, Text] = {
    "maintenance": _("Maintenance"),
    "fault": _("A fault"),
    "filter": _("The filter"),
    "strike": _("A strike"),
    "other": _("Another reason"),
}
WITHDRAW_REASONS: Mapping[str, Text] = {
    "furnace_asked": _("The furnace asked for it"),
    "no_crew": _("There is no crew"),
    "no_load": _("There is no load"),
    "slip": _("It was booked by mistake"),
    "other": _("Another reason"),
}
