"""Rolls of labels: print one, see how far it is used up, withdraw it; print the label of one unit again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.evidence.actions import labels
from custody.evidence.selectors import access
from custody.evidence.selectors import labels as selectors
from custody.evidence.selectors.colleagues import likely_beside
from custody.organisation.roles import Role
from custody.web.labels.forms import VOID_REASONS, PaperForm, PrintForm, ReprintForm, VoidForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.repeats import first_answer

_SEE = (*selectors.PRINTERS, Role.AUDITOR, Role.INTERNAL_AFFAIRS)


@require_GET
@requires_role(*_SEE)
def rolls(request: HttpRequest) -> HttpResponse:
    """List the rolls, the newest first, and how many labels of each are still blank."""
    officer = signed_in(request)
    found = listing(request, selectors.visible_rolls(officer).order_by("-printed_at", "code_word"), size=20)
    return TemplateResponse(
        request,
        "custody/labels/list.html",
        {
            "listing": found,
            "rolls": selectors.uses_of(found.rows),
            "may_print": officer.has_role(*selectors.PRINTERS),
        },
    )


@require_GET
@requires_role(*_SEE)
def roll(request: HttpRequest, roll_id: UUID) -> HttpResponse:
    """Show one roll, its sheets to print, and whether it was withdrawn. Its labels stand on its sheets only."""
    officer = signed_in(request)
    found = selectors.roll_for(officer, roll_id=roll_id)
    return TemplateResponse(
        request,
        "custody/labels/roll.html",
        {
            "roll": found,
            "use": selectors.uses_of([found])[0],
            "why": VOID_REASONS.get(found.void_reason or ""),
            "documents": list(selectors.visible_documents(officer).filter(roll=found).order_by("kind")),
            "may_void": officer.has_role(*selectors.PRINTERS) and found.voided_at is None,
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(*selectors.PRINTERS)
def print_roll(request: HttpRequest) -> HttpResponse:
    """Print blank labels."""
    form = PrintForm(request.POST or None)
    if ref := first_answer(request, form, again="roll"):
        return redirect("labels:roll", ref)
    if form.is_valid():
        with attempt(form, again="roll") as done:
            done.ref = labels.print_roll(
                act=act_for(request, form), count=form.cleaned_data["count"], language=signed_in(request).language
            ).id
        if done.ref:
            return redirect("labels:roll", done.ref)
    return show_form(request, "custody/labels/print.html", form=form)


@require_http_methods(["GET", "POST"])
@requires_role(*selectors.PRINTERS)
def print_paper(request: HttpRequest) -> HttpResponse:
    """Print blank seizure sheets."""
    form = PaperForm(request.POST or None)
    if ref := first_answer(request, form, again="roll"):
        return redirect("labels:roll", ref)
    if form.is_valid():
        with attempt(form, again="roll") as done:
            done.ref = labels.print_paper_kit(
                act=act_for(request, form), sheets=form.cleaned_data["sheets"], language=signed_in(request).language
            ).id
        if done.ref:
            return redirect("labels:roll", done.ref)
    return show_form(request, "custody/labels/paper.html", form=form)


@require_http_methods(["GET", "POST"])
@requires_role(*selectors.PRINTERS)
def void(request: HttpRequest, roll_id: UUID) -> HttpResponse:
    """Withdraw a roll."""
    found = selectors.roll_for(signed_in(request), roll_id=roll_id)
    form = VoidForm(request.POST or None)
    if ref := first_answer(request, form, again="roll"):
        return redirect("labels:roll", ref)
    if form.is_valid():
        with attempt(form, again="roll") as done:
            done.ref = labels.void_roll(
                act=act_for(request, form), roll_id=found.id, reason=form.cleaned_data["reason"]
            ).id
        if done.ref:
            return redirect("labels:roll", found.id)
    use = selectors.uses_of([found])[0]
    return show_form(request, "custody/labels/void.html", form=form, roll=found, use=use)


@require_http_methods(["GET", "POST"])
def reprint(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Print the label of one unit again."""
    officer = signed_in(request)
    unit = access.unit_for(officer, unit_id=unit_id)
    form = ReprintForm(request.POST or None)
    form.suggest("second_badge", likely_beside(officer, first=unit))
    if ref := first_answer(request, form, again="document"):
        return redirect("documents:read", ref)
    if form.is_valid():
        with attempt(form, again="document") as done:
            done.ref = labels.reprint_label(
                act=act_for(request, form), unit_id=unit.id, reason=form.cleaned_data["reason"],
                second_badge=form.cleaned_data["second_badge"], language=officer.language,
            ).id  # fmt: skip
        if done.ref:
            return redirect("documents:read", done.ref)
    return show_form(request, "custody/labels/reprint.html", form=form, unit=unit)
