"""What came of a count as a file, with the watermark of who took it out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from custody.core.errors import NotFound
from custody.evidence.permissions import TAKES_OUT
from custody.evidence.selectors import counting
from custody.reports.exporting import Sheet
from custody.web.inventories.forms import TakeCountForm
from custody.web.shared.forms import show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.taking_out import taken_out

if TYPE_CHECKING:
    from custody.evidence.models import Inventory
    from custody.organisation.models import Officer

HEAD = ("label", "seal_seen", "packages", "packaging_whole", "found_in_time", "found_by", "against_the_books")
"""Column heads: stable names, for whoever reads them by program. No place is among them, and no mass."""
LEFT_HALF = "left_half"
_SAID = {None: "", True: "yes", False: "no"}


@require_http_methods(["GET", "POST"])
@requires_role(*TAKES_OUT)
def file(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    """Ask why what came of a count is taken out, record it, and give the file."""
    officer = signed_in(request)
    found = counting.inventory_for(officer, inventory_id=inventory_id)
    if not counting.sees_outcome(officer, found):
        raise NotFound
    form = TakeCountForm(request.POST or None)
    if form.is_valid():
        answer = taken_out(request, form, what="count", name="count", sheets=lambda: [_sheet(officer, found)])
        if answer is not None:
            return answer
    return show_form(request, "custody/inventories/file.html", form=form, inventory=found)


def _sheet(officer: Officer, found: Inventory) -> Sheet:
    since = found.opened_at or found.asked_at
    return Sheet(
        name=_("Inventory"),
        head=HEAD,
        rows=[
            (
                line.label,
                line.seal_seen,
                line.package_count,
                _SAID[line.packaging_whole],
                _SAID[line.found_in_time],
                line.found_by.badge,
                # What two found who left it half counts for nothing.
                line.outcome if line.found_at >= since else LEFT_HALF,
            )
            for line in counting.lines_for(officer, found)
        ],
    )
