"""The bays of a store, and into which one goods are put."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.core.bays import MOST_COLUMNS, MOST_ROWS
from custody.web.shared.fields import ScanField
from custody.web.shared.forms import CountField, CustodyForm, RemarkField
from custody.web.shared.taken_over import TakenOverField


class LayOutForm(CustodyForm):
    """How many rows and columns of bays there are."""

    rows = CountField(label=_("How many rows?"), help_text=_("They are called A, B, C and on"), least=1, most=MOST_ROWS)
    columns = CountField(
        label=_("How many bays in a row?"), help_text=_("They are numbered from 1"), least=1, most=MOST_COLUMNS
    )


class ShelveForm(CustodyForm):
    """What was put where."""

    units = TakenOverField(label=_("Which units?"))
    bay = ScanField(
        label=_("Which bay?"), help_text=_("As it stands on the rack: a letter and a number, like B4")
    )


class RevealPlanForm(CustodyForm):
    """Why somebody must know what stands where."""

    reason = RemarkField(
        label=_("Why do you need to know what stands here?"),
        help_text=_("Your reason is kept, and those who check on this see that you looked"),
        required=True,
    )
