"""The inbox of alerts: who has which, and taking one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from custody.alerts import selectors
from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.permissions import READERS
from custody.web.alerts.forms import TakeForm
from custody.web.alerts.rows import rows_of
from custody.web.alerts.words import CHANNELS, OUTCOMES, STATES, response_to
from custody.web.shared.context import count_alerts_with
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.tabs import chosen, tabs

TABS = {
    "untaken": _("Nobody has it"),
    "mine": _("Mine"),
    "taken": _("Taken by others"),
    "resolved": _("Resolved"),
}
count_alerts_with(selectors.untaken_count)


@require_GET
@requires_role(*READERS)
def inbox(request: HttpRequest) -> HttpResponse:
    """List the alerts of one tab, those that nobody has by default."""
    officer, name = signed_in(request), chosen(request, TABS)
    page = listing(request, selectors.tab(officer, name=name))
    return TemplateResponse(
        request,
        "custody/alerts/inbox.html",
        {"listing": page, "rows": rows_of(officer, page.rows), "tabs": tabs(TABS, current=name), "current": name},
    )


@require_GET
@requires_role(*READERS)
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Show one alert: what must be done, who has it, who was told by what, and what the channel said."""
    return _page(request, alert_id, TakeForm())


@require_POST
@requires_role(*READERS)
def take(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take an alert. Looking at one takes nothing."""
    found = selectors.alert_for(signed_in(request), alert_id=alert_id)
    form = TakeForm(request.POST)
    if form.is_valid():
        with attempt(form, again="alert") as done:
            acknowledge(act=act_for(request, form), alert_id=found.id)
            done.ref = found.id
        if done.ref:
            return redirect("alerts:alert", found.id)
    return _page(request, alert_id, form)


def _page(request: HttpRequest, alert_id: UUID, form: TakeForm) -> HttpResponse:
    officer = signed_in(request)
    found = selectors.alert_for(officer, alert_id=alert_id)
    told = [
        (each, CHANNELS.get(each.delivery.channel, each.delivery.channel), OUTCOMES.get(each.outcome, each.outcome))
        for each in selectors.told_of(found)
    ]
    waiting = [(each, CHANNELS.get(each.channel, each.channel)) for each in selectors.waiting_messages(found)]
    return show_form(
        request,
        "custody/alerts/alert.html",
        form=form,
        row=rows_of(officer, [found])[0],
        state=STATES[found.state],
        response=response_to(found),
        told=told,
        waiting=waiting,
        may_take=found.state == "open"
        and (officer.has_role(*selectors.COMMAND) or selectors.answers_for(officer, found)),
        is_mine=found.state == "acknowledged" and found.acknowledged_by_id == officer.id,
    )
