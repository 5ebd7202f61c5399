"""Figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from custody.web.shared.parts import Text

STAGES: Mapping[str, Text] = {
    "extraction": _("Extraction"),
    "report": _("Report"),
    "order": _("Order"),
    "slot": _("Slot"),
    "escort": _("Escort"),
    "other": _("Other"),
}
"""What goods wait for, in the order of their life."""
PUBLIC_FIELDS: Mapping[str, Text] = {
    "date": _("The day"),
    "mass": _("The mass"),
    "origin": _("The country of origin"),
    "cover_load": _("The cover load"),
}
EXPORTS: Mapping[str, Text] = {
    "figures": _("The figures of the year, month by month"),
    "non_nominal": _("Consignments that may be told, without names, for other customs services"),
}
FORMATS: Mapping[str, Text] = {"xlsx": _("Spreadsheet (.xlsx)"), "csv": _("CSV")}
