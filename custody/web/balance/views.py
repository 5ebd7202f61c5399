"""The books of mass: that every milligram ever seized stands somewhere, and who answers for what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from custody.core.postings import Account, Sheet
from custody.deadlines.selectors import database_now
from custody.destruction.selectors import books
from custody.destruction.selectors.books import READERS, Variance
from custody.destruction.selectors.residues import shares_of
from custody.evidence.selectors import access
from custody.reports.words import SAID_SUBSTANCES
from custody.web.balance.variance import STANDINGS
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.parts import Text

ACCOUNTS: dict[Account, Text] = {
    Account.CUSTODY: _("In custody"),
    Account.SAMPLE: _("In samples"),
    Account.DESTROYED: _("Destroyed"),
    Account.RESIDUE: _("Left of burns"),
    Account.WASTE: _("Left of burns, with a waste processor"),
    Account.CONSUMED: _("Used up in analysis"),
    Account.RETURNED: _("Returned"),
    Account.HANDED_OVER: _("Handed over"),
    Account.LOST: _("Lost or stolen"),
    Account.VARIANCE: _("Variance"),
    Account.AGENT: _("Added by treatment"),
}
"""The right side of the equation, in the order in which goods come to stand there."""
CROSSES: dict[str, Text] = {
    "custody": _("In custody, by the units themselves"),
    "sample": _("In samples, by the samples themselves"),
    "destroyed": _("Destroyed, by the lists of the burns"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One line of the equation: what was seized, and where it stands, in the order of ``ACCOUNTS``."""

    name: Text
    seized_mg: int
    parts: list[tuple[Text, int]]
    is_even: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceRow:
    """One unit of which something is missing, or too much."""

    variance: Variance
    days: int
    standing: Text
    tone: str


@require_GET
@requires_role(*READERS)
def port(request: HttpRequest) -> HttpResponse:
    """Show the equation of the whole port, by substance."""
    all_of_them = books.sheets_by_substance()
    sheets = [_row(SAID_SUBSTANCES.get(each.substance, each.substance), each.sheet) for each in all_of_them]
    return TemplateResponse(
        request,
        "custody/balance/port.html",
        {
            "accounts": ACCOUNTS.values(),
            "rows": sheets,
            "whole": _row(_("The whole port"), books.port_sheet()),
            "crosses": [(CROSSES[each.name], each) for each in books.cross_checks()],
            "variances": _variances(books.variances(), at=database_now()),
        },
    )


@require_GET
@requires_role(*READERS)
def of_seizure(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Show the accounts of one seizure, by substance."""
    seizure = access.seizure_for(signed_in(request), seizure_id=seizure_id)
    sheets = books.sheets_by_substance(seizure)
    return TemplateResponse(
        request,
        "custody/balance/seizure.html",
        {
            "seizure": seizure,
            "accounts": ACCOUNTS.values(),
            "rows": [_row(SAID_SUBSTANCES.get(each.substance, each.substance), each.sheet) for each in sheets],
            "whole": _row(_("The whole seizure"), books.sheet_of_seizure(seizure)),
            "left": shares_of(seizure),
            "variances": _variances(books.variances(seizure=seizure), at=database_now()),
        },
    )


def _row(title: Text, sheet: Sheet) -> SheetRow:
    return SheetRow(
        name=title,
        seized_mg=sheet.booked_mg,
        parts=[(name, sheet.mg[account]) for account, name in ACCOUNTS.items()],
        is_even=sheet.is_even,
    )


def _variances(found: Iterable[Variance], *, at: datetime) -> list[VarianceRow]:
    return [
        VarianceRow(
            variance=each,
            days=each.age(at=at).days,
            standing=STANDINGS[each.standing][0],
            tone=STANDINGS[each.standing][1],
        )
        for each in found
    ]
