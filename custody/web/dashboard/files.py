"""The goods of a list as a file, with the watermark of who took them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from custody.deadlines.selectors import database_now
from custody.organisation.roles import Role
from custody.reports.exporting import Sheet
from custody.reports.figures import kilograms
from custody.web.dashboard.forms import TakeOutForm
from custody.web.dashboard.goods import by_deadline, chosen, goods
from custody.web.dashboard.lists import asked_of, row_of, said
from custody.web.shared.forms import show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.taking_out import taken_out

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from custody.organisation.models import Officer

MOST_ROWS = 100_000
"""What a spreadsheet is made of in memory. A file that is cut says so, in its name too."""
HEAD = ("unit", "seizure", "due_at", "seized_at", "kg_gross", "state", "held_up_by")
"""Column heads: stable names, for whoever reads them by program. No place is among them."""


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR)
def file(request: HttpRequest) -> HttpResponse:
    """Ask why the goods of a list are taken out, record it, and give the file."""
    form, asked = TakeOutForm(request.POST or None), asked_of(request)
    officer, at = signed_in(request), database_now()
    listed = by_deadline(chosen(goods(officer), asked, at=at))
    count = listed.count()
    cut = _cut(count)
    if form.is_valid():
        name = f"goods-first-{MOST_ROWS}-of-{count}" if cut else "goods"
        answer = taken_out(request, form, what="goods", name=name,
                           sheets=lambda: [_sheet(officer, listed, at=at, cut=cut)])  # fmt: skip
        if answer is not None:
            return answer
    return show_form(request, "custody/dashboard/file.html", form=form, said=said(asked), cut=cut,
                     query=request.GET.urlencode())


def _cut(count: int) -> str:
    """Return that a file does not hold all rows of a list, "" where it does."""
    if count <= MOST_ROWS:
        return ""
    words = {"most": MOST_ROWS, "all": count}
    return _("The file holds the first %(most)d of %(all)d rows. Choose less of the list to have the rest") % words


def _sheet(officer: Officer, listed: QuerySet[Any], *, at: datetime, cut: str) -> Sheet:
    rows = (row_of(officer, unit, at=at) for unit in listed[:MOST_ROWS].iterator(chunk_size=2_000))
    return Sheet(
        name=_("Goods that are here"),
        said=cut,
        head=HEAD,
        rows=[
            (
                row.unit.label,
                row.unit.seizure.code_word,
                _written(row.unit.due_at),
                _written(row.unit.seized_at),
                # A supervisor who counts blind sees no mass here either.
                "" if row.unit.gross_mg is None else kilograms(row.unit.gross_mg) if row.is_exact else row.mass,
                str(row.state),
                str(row.why),
            )
            for row in rows
        ],
    )


def _written(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"
