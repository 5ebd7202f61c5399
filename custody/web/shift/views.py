"""The sheet for the change of shifts: what the next one must know, to be printed and signed by both. No place and no
mass stands on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from custody.alerts.selectors import untaken_alerts
from custody.deadlines.selectors import database_now, open_clocks
from custody.evidence.selectors import counting
from custody.evidence.selectors.guarding import unguarded_conveyances, visible_posts
from custody.evidence.selectors.holding import discrepancies_on, my_custody, offered_by, waiting_for
from custody.organisation.roles import Role
from custody.organisation.selectors.presence import current_site_of, people_on
from custody.organisation.selectors.waivers import visible_waivers
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.words import CLOCKS, UNIT_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from custody.evidence.models import HandlingUnit

READERS = (Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.SUPERVISOR, Role.DUTY_OFFICER)
COMMAND = (Role.SUPERVISOR, Role.DUTY_OFFICER)
AHEAD = timedelta(hours=12)
MOST = 300


@require_GET
@requires_role(*READERS)
def sheet(request: HttpRequest) -> HttpResponse:
    """Show what goes over with the shift of the officer."""
    officer, at = signed_in(request), database_now()
    units = list(my_custody(officer)[: MOST + 1])
    site = current_site_of(officer)
    context: dict[str, object] = {
        "at": at,
        "officer": officer,
        "units": [(unit, UNIT_KINDS.get(unit.kind, unit.kind)) for unit in units[:MOST]],
        "left_out": len(units) > MOST,
        "due": _due(units[:MOST], at=at),
        "frozen": [(unit.label, row.opened_at) for unit, row in discrepancies_on(units[:MOST])],
        "offered": offered_by(officer),
        "waiting": waiting_for(officer),
        "posts": [post for post in visible_posts(officer)[:MOST] if post.guard_id == officer.id],
        "site": None if site is None else site.code_word,
        "people": [] if site is None else [(each.officer.badge, each.on_guard) for each in people_on(site)],
    }
    if officer.has_role(*COMMAND):
        context["untaken"] = untaken_alerts(officer)[0]
        context["unguarded"] = [unit.label for unit in unguarded_conveyances(officer)[:MOST]]
        context["waivers"] = visible_waivers(officer).filter(state="granted", expires_at__gt=at)[:MOST]
        context["inventories"] = counting.visible_inventories(officer).exclude(state="signed").count()
    return TemplateResponse(request, "custody/shift/sheet.html", context)


def _due(units: Sequence[HandlingUnit], *, at: datetime) -> list[tuple[str, object, datetime, bool]]:
    """Return what falls due within the next shift or is past due: label, what, when, whether it is past."""
    labels = {unit.id: unit.label for unit in units}
    clocks = [clock for each in open_clocks(labels).values() for clock in each if clock.due_at <= at + AHEAD]
    return [
        (labels[clock.subject_id], CLOCKS[clock.clock_type], clock.due_at, clock.due_at <= at)
        for clock in sorted(clocks, key=lambda clock: clock.due_at)
    ]
