"""Drills: marked as such from the start, answered by somebody else, and the time until then is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.verdicts import verdict
from custody.evidence.actions.unwatched import answer_drill, order_drill, stop_drill
from custody.evidence.permissions_of_watch import check_can_answer_drill, check_can_stop_drill
from custody.evidence.selectors.unwatched import ORDERS_DRILLS, SEES_DRILLS, drill_for, visible_drills
from custody.web.drills.forms import OrderForm, StopForm
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.place_choice import near
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.words import PLACE_KINDS, WATCHES

if TYPE_CHECKING:
    from custody.evidence.models import WatchReport


@require_GET
@requires_role(*SEES_DRILLS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the drills, and how long each took to be answered."""
    officer = signed_in(request)
    page = listing(request, visible_drills(officer))
    rows = [(each, WATCHES[each.what], _response(each)) for each in page.rows]
    may_order = officer.has_role(*ORDERS_DRILLS)
    return TemplateResponse(
        request, "custody/drills/list.html", {"listing": page, "rows": rows, "may_order": may_order}
    )


@require_http_methods(["GET", "POST"])
@requires_role(*ORDERS_DRILLS)
def order(request: HttpRequest) -> HttpResponse:
    """Begin a drill."""
    form = OrderForm(request.POST or None)
    form.fields["place"].offer(near(request, kinds=PLACE_KINDS))  # type: ignore[attr-defined]
    if form.is_valid():
        with attempt(form, again="report") as done:
            made = order_drill(
                act=act_for(request, form),
                place=form.cleaned_data["place"],
                what=form.cleaned_data["what"],
                reason=form.cleaned_data["reason"],
            )
            done.ref = made.id
        if done.ref:
            return redirect("drills:one", done.ref)
    return show_form(request, "custody/drills/order.html", form=form)


@require_GET
def one(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Show one drill, to who may know of it."""
    return _page(request, drill_for(signed_in(request), report_id=report_id), OneButton())


@require_POST
def answer(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Answer a drill: its time stops."""
    found = drill_for(signed_in(request), report_id=report_id)
    form = OneButton(request.POST)
    if form.is_valid():
        with attempt(form, again="report") as done:
            answer_drill(act=act_for(request, form), report_id=found.id)
            done.ref = found.id
        if done.ref:
            return redirect("drills:one", found.id)
    return _page(request, found, form)


@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Call a drill off."""
    found = drill_for(signed_in(request), report_id=report_id)
    form = StopForm(request.POST or None)
    if first_answer(request, form, again="report"):
        return redirect("drills:one", found.id)
    if form.is_valid():
        with attempt(form, again="report") as done:
            stop_drill(act=act_for(request, form), report_id=found.id, finding=form.cleaned_data["finding"])
            done.ref = found.id
        if done.ref:
            return redirect("drills:one", found.id)
    return show_form(request, "custody/drills/stop.html", form=form, drill=found, what=WATCHES[found.what])


def _page(request: HttpRequest, found: WatchReport, form: OneButton) -> HttpResponse:
    officer = signed_in(request)
    return show_form(
        request,
        "custody/drills/one.html",
        form=form,
        drill=found,
        what=WATCHES[found.what],
        response=_response(found),
        may_answer=verdict(lambda: check_can_answer_drill(officer, found)).ok,
        may_stop=verdict(lambda: check_can_stop_drill(officer, found)).ok,
        receipt=receipt_on(found.stream_id),
    )


def _response(drill: WatchReport) -> str:
    """Return how long it took until somebody answered, in words; empty while nobody has."""
    if drill.response is None:
        return ""
    minutes, seconds = divmod(int(drill.response.total_seconds()), 60)
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}
