"""A label that lies somewhere: anybody reports it, somebody in command says what became of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.verdicts import verdict
from custody.evidence.actions.found_labels import (
    MOST,
    WHERE_MOST,
    report_found_label,
    settle_found_label,
)
from custody.evidence.label_permissions import check_can_photograph_found, check_can_settle_found
from custody.evidence.lists import FOUND_LABEL_OUTCOMES
from custody.evidence.selectors.found_labels import found_label_for, visible_found_labels, what_it_is
from custody.web.shared.fields import ScanField
from custody.web.shared.forms import ChoiceField, CustodyForm, RemarkField, TextField, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.paging import listing
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.unwritten import typed_before
from custody.web.shared.words import choices

OUTCOMES = {
    "blank": _("It was blank: nothing bears it"),
    "put_back": _("It is on its goods again, and nothing else is wrong"),
    "destroyed": _("It is destroyed, and its goods bear a new one"),
    "goods": _("Goods or a seal came to light with it"),
    "not_ours": _("It is no label of ours"),
}
assert tuple(OUTCOMES) == FOUND_LABEL_OUTCOMES  # noqa: S101 - one word for each


class ReportFoundForm(CustodyForm):
    """What can be read on it, and where it lay."""

    code = ScanField(
        label=_("What can be read on the label?"), help_text=_("Scan it, or type what is left of it")
    )
    found_where = TextField(
        label=_("Where did it lie?"), help_text=_("So that somebody else finds the spot"), max_length=WHERE_MOST
    )
    remark = RemarkField(
        label=_("What else do you see?"), help_text=_("Torn off, or whole? Is anything with it?"), required=False
    )


class SettleFoundForm(CustodyForm):
    """What became of it."""

    outcome = ChoiceField(label=_("What became of it?"), choices=choices(OUTCOMES))
    finding = TextField(label=_("How do you know?"), max_length=MOST)


@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """List what was reported of labels: all of it to who commands or audits, to anybody else their own."""
    page = listing(request, visible_found_labels(signed_in(request)))
    rows = [(each, OUTCOMES.get(each.outcome or "")) for each in page.rows]
    return TemplateResponse(request, "custody/labels/found.html", {"listing": page, "rows": rows})


@require_http_methods(["GET", "POST"])
def report_found(request: HttpRequest) -> HttpResponse:
    """Report a label that lies somewhere. The answer is the same whatever it is of."""
    form = ReportFoundForm(request.POST or None, initial={"code": typed_before(request)})
    if ref := first_answer(request, form, again="report"):
        return redirect("labels:found_one", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="report") as done:
            done.ref = report_found_label(
                act=act_for(request, form), code=answers["code"], found_where=answers["found_where"],
                remark=answers["remark"],
            ).id  # fmt: skip
        if done.ref:
            return redirect("labels:found_one", done.ref)
    return show_form(request, "custody/labels/report_found.html", form=form)


@require_GET
def found_one(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Show one report; of what the label is, to who settles or audits it alone."""
    officer = signed_in(request)
    report = found_label_for(officer, report_id=report_id)
    return TemplateResponse(
        request,
        "custody/labels/found_one.html",
        {
            "report": report,
            "outcome": OUTCOMES.get(report.outcome or ""),
            "is_mine": report.reported_by_id == officer.id,
            "of": what_it_is(officer, report),
            "photos": report.photos.order_by("taken_at"),
            "may_photograph": verdict(lambda: check_can_photograph_found(officer, report)).ok,
            "may_settle": verdict(lambda: check_can_settle_found(officer, report)).ok,
            "receipt": receipt_on(report.stream_id),
        },
    )


@require_http_methods(["GET", "POST"])
def settle_found(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Say what became of a label that was found."""
    report = found_label_for(signed_in(request), report_id=report_id)
    form = SettleFoundForm(request.POST or None)
    if first_answer(request, form, again="report"):
        return redirect("labels:found_one", report.id)
    if form.is_valid():
        with attempt(form, again="report") as done:
            settle_found_label(
                act=act_for(request, form), report_id=report.id, outcome=form.cleaned_data["outcome"],
                finding=form.cleaned_data["finding"],
            )  # fmt: skip
            done.ref = report.id
        if done.ref:
            return redirect("labels:found_one", report.id)
    return show_form(request, "custody/labels/settle_found.html", form=form, report=report)
