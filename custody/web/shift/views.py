"""The sheet for the change of shifts, to be printed and signed by both."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from custody.deadlines.selectors import database_now
from custody.reports.shiftsheet import READERS, shift_sheet
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.words import CLOCKS, UNIT_KINDS


@require_GET
@requires_role(*READERS)
def sheet(request: HttpRequest) -> HttpResponse:
    """Show what goes over with the shift of the officer."""
    found = shift_sheet(signed_in(request), at=database_now())
    context = {
        "sheet": found,
        "units": [(unit, UNIT_KINDS.get(unit.kind, unit.kind)) for unit in found.units],
        "due": [(each, CLOCKS[each.clock_type]) for each in found.due],
    }
    return TemplateResponse(request, "custody/shift/sheet.html", context)
