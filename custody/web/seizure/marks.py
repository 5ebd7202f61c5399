"""Which label goes with which seal: one line a unit, to mark a row of bags by."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from custody.evidence.selectors import access
from custody.web.shared.guards import signed_in
from custody.web.shared.in_a_row import in_a_row
from custody.web.shared.paging import listing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST = 200
"""Lines on one page: as many as are registered at one go."""


@require_GET
def marks(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Show the units of a seizure that the officer has in custody: a seal is nobody else's to read."""
    officer = signed_in(request)
    found = access.seizure_for(officer, seizure_id=seizure_id)
    units = access.visible_units(officer).filter(seizure=found, parent__isnull=True).order_by("label")
    rows = in_a_row(officer, [unit for unit in units if access.is_custodian(officer, unit) and not unit.is_gone])
    page = listing(request, rows, size=MOST)
    return TemplateResponse(request, "custody/seizure/marks.html", {"seizure": found, "listing": page})
