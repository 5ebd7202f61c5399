"""The dashboard: is anything late, who has the alerts, when does it burn, is the stock growing."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from custody.alerts.selectors import tab
from custody.deadlines.selectors import database_now
from custody.destruction.selectors.outcomes import slot_figures
from custody.evidence.selectors.checklists import visible_checklists
from custody.organisation.roles import Role
from custody.web.alerts.rows import rows_of
from custody.web.dashboard.act_now import act_now
from custody.web.dashboard.numbers import numbers, store_limit_mg
from custody.web.dashboard.pictures import DAYS, age_chart, stock_chart, waited_chart
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.hot import lists_of
from custody.web.shared.slot_words import UNFILLED

MOST_ALERTS = 4
MOST_HOT = 6
READERS = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.PLANNER)


@require_GET
@requires_role(*READERS)
def board(request: HttpRequest) -> HttpResponse:
    """Show the whole dashboard, or its inside alone when htmx asks for it anew."""
    officer, at = signed_in(request), database_now()
    limit_mg = store_limit_mg()
    slots = slot_figures(since=at - timedelta(days=DAYS), until=at)
    alerts = list(tab(officer, name="untaken")[:MOST_ALERTS])
    template = "board" if request.headers.get("HX-Request") else "page"
    return TemplateResponse(
        request,
        f"custody/dashboard/{template}.html",
        {
            "at": at,
            "kpis": numbers(officer, at=at, limit_mg=limit_mg),
            "lots": act_now(officer, at=at),
            "alerts": rows_of(officer, alerts),
            "hot": lists_of(officer, visible_checklists(officer).filter(closed_at__isnull=True)[:MOST_HOT], at=at),
            "stock": stock_chart(officer, at=at, limit_mg=limit_mg),
            "ages": age_chart(officer, at=at),
            "waited": waited_chart(at=at),
            "slots": slots,
            "empty": [(UNFILLED[name], count) for name, count in slots.unfilled.items()],
        },
    )
