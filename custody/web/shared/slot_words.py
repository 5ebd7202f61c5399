"""Why a slot stays empty, and what goods wait for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from custody.web.shared.parts import Text

UNFILLED: Mapping[str, Text] = {
    "furnace_down": _("The furnace does not burn then"),
    "frozen": _("It begins within 24 hours: only by hand"),
    "no_crew": _("There is a load but no crew"),
    "no_escort": _("There is a load but no escort"),
    "kept": _("Its crew is kept for a fuller session"),
    "no_order": _("What lies here has no order"),
    "on_hold": _("What lies here is held back"),
    "not_ready": _("What lies here is not ready yet"),
    "not_licensed": _("The furnace may not burn what is ready"),
    "too_heavy": _("A unit is heavier than the session takes"),
    "no_load": _("Nothing lies here"),
    "not_planned": _("Nobody approved a plan for it"),
    "cancelled": _("The burn was cancelled"),
    "not_burnt": _("The burn did not take place"),
}
"""Why a slot stays, or stayed, empty."""
STAGE_WORDS: Mapping[str, Text] = {
    "extraction": _("Extraction"),
    "report": _("Report"),
    "order": _("Order"),
    "slot": _("Slot"),
    "escort": _("Escort"),
    "other": _("Other"),
}
"""What goods wait for, in the order of their life."""


def grouped(number: int) -> str:
    """Return a whole number with its thousands set apart by a narrow blank, which nobody takes for a mark."""
    return f"{number:,}".replace(",", "\u202f")
