"""The overview: is anything late, who has the alerts, when does it burn, is the stock growing, does the mass add up."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from custody.alerts.selectors import tab, untaken_alerts
from custody.deadlines.selectors import database_now
from custody.destruction.selectors.books import READERS as READS_BOOKS
from custody.destruction.selectors.books import sheet_since
from custody.evidence.selectors.checklists import visible_checklists
from custody.evidence.selectors.figures import stock_per_day
from custody.evidence.selectors.stock import exposed_in
from custody.organisation.roles import Role
from custody.organisation.selectors import places
from custody.web.alerts.rows import rows_of
from custody.web.dashboard import numbers
from custody.web.dashboard.act_now import act_now
from custody.web.dashboard.burns import burns_chart, burns_to_come
from custody.web.dashboard.goods import goods_now
from custody.web.dashboard.pictures import age_chart, exposed_rows, mass_chart, stock_chart
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.hot import lists_of

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Officer

DAYS = 28
MOST_ALERTS = 4
MOST_HOT = 6
MOST_PLACES = 6
READERS = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.PLANNER)


@require_GET
@requires_role(*READERS)
def board(request: HttpRequest) -> HttpResponse:
    """Show the whole overview, or its inside alone when its script asks for it anew.

    A page that names what it shows already (``If-None-Match``) and would get the same again gets 304 and stays as it
    is, focus and all.
    """
    officer, at = signed_in(request), database_now()
    facts = _facts(officer, at=at)
    mark = _mark(facts)
    clock = date_format(localtime(at), "H:i")
    again = bool(request.headers.get("HX-Request"))
    if again and request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark, "X-Clock": clock})
    template = "board" if again else "page"
    return TemplateResponse(
        request,
        f"custody/dashboard/{template}.html",
        {**facts, "at": at, "mark": mark},
        headers={"ETag": mark, "X-Clock": clock},
    )


@require_GET
@requires_role(*READERS)
def wall(request: HttpRequest) -> HttpResponse:
    """Show the words of the first questions for a screen that everybody walks past: no mass, no hour, no link."""
    officer, at = signed_in(request), database_now()
    here = goods_now(officer, at=at)
    count, _oldest = untaken_alerts(officer)
    return TemplateResponse(
        request,
        "custody/dashboard/wall.html",
        {"at": at, "late": here.late, "soon": here.soon, "unbooked": here.unbooked, "alerts": count},
    )


def _facts(officer: Officer, *, at: datetime) -> dict[str, Any]:
    all_places = places()
    limit_mg = numbers.limit_of(all_places)
    here = goods_now(officer, at=at)
    today = localtime(at).date()
    days = stock_per_day(first=today - timedelta(days=DAYS - 1), last=today, zone=settings.CUSTODY_SITE_TIME_ZONE)
    burns = burns_to_come(officer, at=at)
    sheet = sheet_since(at - timedelta(days=DAYS)) if officer.has_role(*READS_BOOKS) else None
    untaken = numbers.alerts(officer, at=at)
    return {
        "untaken": untaken.value,
        "kpis": [
            numbers.past(officer, here, at=at),
            numbers.soon(officer, here),
            numbers.stock(officer, here, days, limit_mg=limit_mg),
            untaken,
            numbers.next_burn(burns),
            numbers.unexplained(officer, sheet),
        ],
        "lots": act_now(officer, all_places, at=at),
        "alerts": rows_of(officer, list(tab(officer, name="untaken")[:MOST_ALERTS])),
        "hot": lists_of(officer, visible_checklists(officer).filter(closed_at__isnull=True)[:MOST_HOT], at=at),
        "exposed": exposed_rows(officer, exposed_in(all_places, at=at)[:MOST_PLACES], all_places, at=at),
        "ages": age_chart(here),
        "stock": stock_chart(officer, days, limit_mg=limit_mg),
        "burns": burns_chart(officer, burns, at=at),
        "mass": mass_chart(officer, sheet) if sheet is not None else None,
        "sees_places": officer.has_role(Role.SUPERVISOR),
    }


def _mark(facts: dict[str, Any]) -> str:
    """Return what tells one state of the overview from another: not when it was made, nor the keys of its forms."""
    told = [
        get_language(),
        facts["kpis"], facts["lots"], facts["exposed"],
        [(row.alert.id, row.alert.level, row.form is None) for row in facts["alerts"]],
        [(row.link, row.settled, row.untaken, row.next and (row.next.words, row.next.left)) for row in facts["hot"]],
        *(chart.svg for chart in (facts["ages"], facts["stock"], facts["burns"], facts["mass"]) if chart is not None),
    ]  # fmt: skip
    return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'
