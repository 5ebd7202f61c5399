"""Inquiries into what was destroyed by an event: what is owed, and closing one with its report."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.evidence.actions import inquiries as actions
from custody.evidence.permissions_of_inquiry import INQUIRERS
from custody.evidence.selectors.inquiries import READERS, inquiry_for, visible_inquiries
from custody.web.exceptions.forms import InquiryForm
from custody.web.shared.exceptional import INQUIRY_CAUSES
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer


@require_GET
@requires_role(*READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the inquiries, those that are owed in front."""
    page = listing(request, visible_inquiries(signed_in(request)))
    rows = [(each, INQUIRY_CAUSES.get(each.cause or "")) for each in page.rows]
    return TemplateResponse(request, "custody/exceptions/inquiries.html", {"listing": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@requires_role(*READERS)
def inquiry(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Show an inquiry, and let who inquires close it."""
    officer = signed_in(request)
    found = inquiry_for(officer, inquiry_id=inquiry_id)
    form = InquiryForm(request.POST or None)
    if first_answer(request, form, again="inquiry"):
        return redirect("exceptions:inquiry", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="inquiry") as done:
            actions.close_inquiry(
                act=act_for(request, form), inquiry_id=found.id, cause=answers["cause"],
                report_number=answers["report_number"], finding=answers["finding"], residue=answers["residue"],
            )  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("exceptions:inquiry", found.id)
    cause = INQUIRY_CAUSES.get(found.cause or "")
    if form.is_bound or (found.closed_at is None and officer.has_role(*INQUIRERS)):
        return show_form(request, "custody/exceptions/inquire.html", form=form, inquiry=found, cause=cause)
    return TemplateResponse(
        request,
        "custody/exceptions/inquiry.html",
        {"inquiry": found, "cause": cause, "receipt": receipt_on(found.stream_id)},
    )
