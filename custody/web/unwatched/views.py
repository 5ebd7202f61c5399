"""Places of which a camera or an alarm is down: anybody says so, somebody else says that it works again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.verdicts import verdict
from custody.evidence.actions.unwatched import end_outage, report_outage
from custody.evidence.permissions_of_watch import check_can_end_outage
from custody.evidence.selectors.unwatched import outage_for, visible_outages
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.paging import listing
from custody.web.shared.place_choice import near
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.words import PLACE_KINDS, WATCHES
from custody.web.unwatched.forms import EndForm, ReportForm


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List what the reader may know of: what is down now, and what was before."""
    page = listing(request, visible_outages(signed_in(request)))
    rows = [(each, WATCHES[each.what]) for each in page.rows]
    return TemplateResponse(request, "custody/unwatched/list.html", {"listing": page, "rows": rows})


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Say that a camera or an alarm is down."""
    form = ReportForm(request.POST or None)
    form.fields["place"].offer(near(request, kinds=PLACE_KINDS))  # type: ignore[attr-defined]
    if form.is_valid():
        with attempt(form, again="report") as done:
            made = report_outage(
                act=act_for(request, form),
                place=form.cleaned_data["place"],
                what=form.cleaned_data["what"],
                remark=form.cleaned_data["remark"],
            )
            done.ref = made.id
        if done.ref:
            return redirect("unwatched:one", done.ref)
    return show_form(request, "custody/unwatched/report.html", form=form)


@require_GET
def one(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Show one report, to who may know of it."""
    officer = signed_in(request)
    found = outage_for(officer, report_id=report_id)
    return TemplateResponse(
        request,
        "custody/unwatched/one.html",
        {
            "report": found,
            "what": WATCHES[found.what],
            "may_end": verdict(lambda: check_can_end_outage(officer, found)).ok,
            "receipt": receipt_on(found.stream_id),
        },
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Say that it works again, and what it was."""
    found = outage_for(signed_in(request), report_id=report_id)
    form = EndForm(request.POST or None)
    if first_answer(request, form, again="report"):
        return redirect("unwatched:one", found.id)
    if form.is_valid():
        with attempt(form, again="report") as done:
            end_outage(act=act_for(request, form), report_id=found.id, finding=form.cleaned_data["finding"])
            done.ref = found.id
        if done.ref:
            return redirect("unwatched:one", found.id)
    return show_form(request, "custody/unwatched/end.html", form=form, report=found, what=WATCHES[found.what])
