"""Counting a unit without being told how many there should be."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.evidence.actions.counting import record_count
from custody.evidence.selectors import access
from custody.evidence.selectors.counts import unsettled_count
from custody.web.counting.forms import CountForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Record how many packages somebody counted."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form = CountForm(request.POST or None, seen=unit.last_seq)
    form.ask_about(unit)
    if first_answer(request, form, again="unit"):
        return redirect("counting:done", unit.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="unit") as done:
            record_count(
                act=act_for(request, form),
                unit_id=unit.id,
                package_count=answers["package_count"],
                **form.money(),
                expected_seq=answers["expected_seq"],
            )
            done.ref = unit.id
        if done.ref:
            return redirect("counting:done", unit.id)
    waits = unsettled_count(unit) is not None
    return show_form(request, "custody/counting/record.html", form=form, unit=unit, is_second=waits)


@require_GET
def done(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Say whether another person must count; never what was counted."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    return TemplateResponse(
        request,
        "custody/counting/done.html",
        {"unit": unit, "waits": unsettled_count(unit) is not None, "receipt": receipt_on(unit.stream_id)},
    )
