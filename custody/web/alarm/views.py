"""Is the alarm system well? The plain answer for everybody, the parts for those who do something about it; and the
monthly report of the load of alerts.

No broker and no provider is asked: a page must answer within a second also while they are frozen.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from custody.alerts.watching import examine
from custody.alerts.watching.figures import blackouts, heartbeats, newest_alerts_by_engine, out_tray
from custody.deadlines.selectors import database_now
from custody.organisation.roles import Role
from custody.reports.alert_load import MAY_READ, load_of, month_asked
from custody.web.alarm.rows import blackout_row, part_rows, pass_rows
from custody.web.alarm.words import part_in_words
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing

SEE_THE_PARTS = (
    Role.SUPERVISOR, Role.DUTY_OFFICER, Role.ADMINISTRATOR, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR,
)  # fmt: skip
PAGE = 20


@require_GET
def well(request: HttpRequest) -> HttpResponse:
    """Answer yes or no; show the parts to those who repair them."""
    now = database_now()
    parts = examine(now)
    ill = [part for part in parts if not part.is_well]
    told = {
        "is_well": not ill,
        "ill": list(dict.fromkeys(part_in_words(part) for part in ill)),
        "at": now,
        "sees_parts": signed_in(request).has_role(*SEE_THE_PARTS),
        "may_read_load": signed_in(request).has_role(*MAY_READ),
    }
    if told["sees_parts"]:
        stretches = listing(request, blackouts(), size=PAGE)
        told |= {
            "parts": part_rows(parts),
            "passes": pass_rows(heartbeats(), now=now),
            "by_engine": newest_alerts_by_engine(reader=signed_in(request)).items(),
            "waiting": out_tray(reader=signed_in(request)).waiting.items(),
            "listing": stretches,
            "blackouts": [blackout_row(each) for each in stretches.rows],
        }
    return TemplateResponse(request, "custody/alarm/well.html", told)


@require_GET
@requires_role(*MAY_READ)
def load(request: HttpRequest) -> HttpResponse:
    """Show how many alerts people got in a month, how long they took, and what was noise."""
    month = month_asked(request.GET.get("month", ""), now=database_now())
    found = load_of(month, reader=signed_in(request))
    return TemplateResponse(
        request,
        "custody/alarm/load.html",
        {"load": found, "listing": listing(request, found.people, size=PAGE), "previous": month.before(),
         "following": month.after()},
    )
