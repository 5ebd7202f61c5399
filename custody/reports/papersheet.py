"""The paper kit: blank seizure sheets with labels of their own, for the hours in which nothing works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from custody.evidence.actions.labels import LABELS_ON_A_SHEET
from custody.reports.labelsheet import label

if TYPE_CHECKING:
    from custody.evidence.models import Document, LabelRoll


def sheet_number(roll: LabelRoll, place: int) -> str:
    """Return the number of a sheet: that of its roll, and which of its sheets it is."""
    return f"{roll.code_word}/{place}"


def kit(document: Document, roll: LabelRoll, codes: Sequence[str]) -> dict[str, Any]:
    """Return the data of the sheets of a roll. Each asks what the page asks, in its order, and no more."""
    sheets = [codes[start : start + LABELS_ON_A_SHEET] for start in range(0, len(codes), LABELS_ON_A_SHEET)]
    return {
        "title": _("Seizure sheet"),
        "author": _("Custody"),
        "description": _("Blank seizure sheets with labels, to be filled in by hand and entered later"),
        "language": document.language,
        "lead": _(
            "Fill this in when nothing else works. Keep it with the load. Enter it as soon as the system is back: "
            "with the time when it happened, and basis paper."
        ),
        "sheets": [
            {"number": sheet_number(roll, place), "labels": [label(code) for code in those]}
            for place, those in enumerate(sheets, start=1)
        ],
        "fields": [
            [_("Day and time, local"), _("Badge"), _("Second officer, badge")],
            [_("Container or vehicle number"), _("Seal found on it"), _("Code word of the place")],
            [_("What was found"), _("How it was packed"), _("Found by (dog, scan, ...)")],
            [_("Field test: positive / negative / not done"), _("Scale"), _("Sweep for trackers: time, result")],
        ],
        "head": [_("Label: stick it on the unit, or copy it"), _("Kind"), _("Packages"), _("Gross weight, kg"),
                 _("New seal"), _("Barrel, of a bolt seal"), _("Remarks")],
        "handed": _("Handed over"),
        "handed_fields": [_("Day and time"), _("Given by badge, signature"), _("Taken by badge, signature"),
                          _("Seals whole: yes / no, which")],
        "signed": _("Signatures"),
        "sign_fields": [_("Seizing officer: badge, signature"), _("Second officer: badge, signature")],
        "footer": _("No names: badges only. One sheet for at most 12 units."),
    }
