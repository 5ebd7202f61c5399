"""The words of court packets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

LANGUAGES = (("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English"))
PURPOSES: Mapping[str, str | Promise] = {
    "hearing": _("A hearing in court"),
    "prosecution": _("The prosecutor’s file"),
    "defence": _("The defence’s right to see it"),
    "appeal": _("An appeal"),
    "abroad": _("An authority abroad"),
    "review": _("A review of the house"),
}
LEVELS: Mapping[str, str | Promise] = {
    "defence": _("Defence: masses, seals, samples; no free text about persons, no place"),
    "court": _("Court: masses, seals, samples, and what was written about persons; no place"),
    "internal": _("Internal: everything, places too"),
}
STATES: Mapping[str, tuple[str | Promise, str]] = {
    "asked": (_("Waits for a second person"), "warning"),
    "issued": (_("Issued"), "success"),
    "refused": (_("Refused"), "neutral"),
    "withdrawn": (_("Taken back"), "neutral"),
}
"""state -> its word and its tone."""
