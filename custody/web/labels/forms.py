"""Printing labels, withdrawing them, printing one again."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from custody.evidence.actions.labels import LABELS_ON_A_SHEET, MOST_LABELS, MOST_SHEETS
from custody.web.shared.forms import BadgeField, ChoiceField, CountField, CustodyForm
from custody.web.shared.words import choices

VOID_REASONS = {
    "lost": _("It is lost"),
    "stolen": _("It was stolen"),
    "damaged": _("It is damaged"),
    "copied": _("Its labels were copied"),
}
REPRINT_REASONS = {
    "torn": _("It is torn"),
    "unreadable": _("It cannot be read"),
    "came_off": _("It came off"),
    "wet": _("It got wet"),
}


class PrintForm(CustodyForm):
    """How many labels."""

    count = CountField(
        label=_("How many labels?"), help_text=_("24 fit on a sheet"), least=1, most=MOST_LABELS
    )


class PaperForm(CustodyForm):
    """How many paper sheets."""

    sheets = CountField(
        label=_("How many sheets?"),
        help_text=format_lazy(_("Each has {count} labels of its own"), count=LABELS_ON_A_SHEET),
        least=1,
        most=MOST_SHEETS,
    )


class VoidForm(CustodyForm):
    """Why a roll is withdrawn."""

    reason = ChoiceField(label=_("Why?"), choices=choices(VOID_REASONS))


class ReprintForm(CustodyForm):
    """Why a label is printed again."""

    reason = ChoiceField(label=_("Why?"), choices=choices(REPRINT_REASONS))
    second_badge = BadgeField(
        label=_("Badge of the second person"), help_text=_("Takes the old label off with you, and signs for it")
    )
