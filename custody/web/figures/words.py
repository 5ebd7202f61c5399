"""Figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from custody.web.shared.parts import Text

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
