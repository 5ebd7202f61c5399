"""The due sheet: what falls due, to be printed for the safe. That somebody reads it is recorded first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from custody.deadlines.selectors import database_now
from custody.evidence.actions.consult import read_due_sheet
from custody.organisation import selectors
from custody.organisation.roles import Role
from custody.reports.duesheet import due_sheets
from custody.web.duesheet.forms import ALL, SheetForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR)
def sheet(request: HttpRequest) -> HttpResponse:
    """Ask for which site and how far ahead; then show the sheets."""
    sites = {site.code_word: site for site in selectors.sites()}
    form = SheetForm(request.POST or None, initial={"site": ALL, "hours": 24})
    form.offer_sites(list(sites))
    if form.is_valid():
        site, hours = sites.get(form.cleaned_data["site"]), form.cleaned_data["hours"]
        with attempt(form, again="consultation") as done:
            read_due_sheet(act=act_for(request, form), site_id=None if site is None else site.id, hours=hours)
            done.ref = True
        if done.ref:
            at = database_now()
            sheets, left_out = due_sheets(at=at, hours=hours, site=site)
            return TemplateResponse(
                request,
                "custody/duesheet/sheet.html",
                {"sheets": sheets, "left_out": left_out, "hours": hours, "at": at},
            )
    return show_form(request, "custody/duesheet/ask.html", form=form)
