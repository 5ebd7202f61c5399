"""The list of transports: which are under way, planned, late or arrived; sorted as the reader asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from custody.core.clock_kinds import ClockType
from custody.core.verdicts import verdict
from custody.deadlines.selectors import overdue
from custody.evidence.permissions_of_command import check_can_confirm_escort
from custody.evidence.selectors.missions import UNDERWAY, visible_missions
from custody.web.shared.guards import signed_in
from custody.web.shared.paging import listing
from custody.web.shared.tabs import chosen, tabs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import Mission
    from custody.web.shared.parts import Text

STATES: dict[str, Text] = {
    "planned": _("Planned"), "moving": _("On its way"), "stopped": _("Standing still"), "arrived": _("Arrived"),
    "cancelled": _("Called off"),
}  # fmt: skip
TABS: dict[str, Text] = {
    "all": _("All"), "underway": _("Under way"), "late": _("Not heard in time"), "planned": _("Planned"),
    "arrived": _("Arrived"),
}  # fmt: skip
_TONES = {"stopped": "warning", "cancelled": "neutral", "arrived": "success"}
_COLUMNS = {
    "planned": _("Planned"), "crew": _("Crew"), "escort": _("Escort"), "heard": _("Last heard"), "state": _("State"),
}  # fmt: skip
_SORTABLE = {
    "planned": "planned_at, id", "crew": "driver__badge, id", "heard": "checked_in_at, id", "state": "state, id",
}  # fmt: skip


@require_GET
def missions(request: HttpRequest) -> HttpResponse:
    """List the transports the officer rides, planned or oversees."""
    officer, name = signed_in(request), chosen(request, TABS)
    known = visible_missions(officer)
    late = overdue(ClockType.CHECK_IN).values("subject_id")
    by_tab: dict[str, QuerySet[Mission]] = {
        "all": known,
        "underway": known.filter(state__in=UNDERWAY),
        "late": known.filter(state__in=UNDERWAY, pk__in=late),
        "planned": known.filter(state="planned"),
        "arrived": known.filter(state="arrived"),
    }
    page = listing(request, by_tab[name].order_by("-planned_at", "id"), columns=_COLUMNS, sortable=_SORTABLE,
                   default_sort="-planned")  # fmt: skip
    unheard = set(by_tab["late"].filter(pk__in=[row.pk for row in page.rows]).values_list("pk", flat=True))
    silent = by_tab["late"].count()
    rows = [
        (row, STATES[row.state], _TONES.get(row.state, "info"), row.pk in unheard,
         verdict(lambda row=row: check_can_confirm_escort(officer, row)).ok)  # type: ignore[misc]
        for row in page.rows
    ]  # fmt: skip
    return TemplateResponse(request, "custody/mission/list.html", {
        "listing": page, "rows": rows, "current": name,
        "tabs": tabs(TABS, current=name, counts={"late": silent} if silent else {}),
    })  # fmt: skip
