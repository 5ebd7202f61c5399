"""Stripping a conveyance: begin, interrupt, end without a find."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from custody.evidence.actions import extraction
from custody.evidence.selectors import access
from custody.evidence.selectors.colleagues import likely_beside
from custody.evidence.selectors.holding import open_seizures_of
from custody.web.extraction.forms import EndForm, InterruptForm, ResumeForm, StartForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.repeats import first_answer
from custody.web.shared.sealing import entry_of

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Begin to strip a conveyance."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form = StartForm(request.POST or None, seen=unit.last_seq)
    form.ask_about(unit)
    form.suggest("witness_badge", likely_beside(signed_in(request), first=unit))
    if first_answer(request, form, again="unit"):
        return redirect("seizure:open", unit.id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            extraction.start_extraction(act=act_for(request, form), unit_id=unit.id,
                                        witness_badge=form.cleaned_data["witness_badge"],
                                        frozen_reason=form.cleaned_data.get("frozen_reason"),
                                        expected_seq=form.cleaned_data["expected_seq"])
            done.ref = unit.id
        if done.ref:
            return redirect("seizure:open", unit.id)
    return show_form(request, "custody/extraction/start.html", form=form, unit=unit)


@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Strip an emptied conveyance once more; what is found goes to the seizure that was made out of it."""
    officer = signed_in(request)
    unit = access.unit_for(officer, unit_id=unit_id)
    form = ResumeForm(request.POST or None, seen=unit.last_seq)
    form.ask_about(unit)
    form.suggest("witness_badge", likely_beside(officer, first=unit))
    if first_answer(request, form, again="unit"):
        return _to_the_find(officer, unit)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            extraction.resume_extraction(act=act_for(request, form), unit_id=unit.id,
                                         witness_badge=form.cleaned_data["witness_badge"],
                                         frozen_reason=form.cleaned_data.get("frozen_reason"),
                                         expected_seq=form.cleaned_data["expected_seq"])
            done.ref = unit.id
        if done.ref:
            return _to_the_find(officer, unit)
    return show_form(request, "custody/extraction/resume.html", form=form, unit=unit)


def _to_the_find(officer: Officer, unit: HandlingUnit) -> HttpResponse:
    """Go where what is found now is registered: with the seizure that was made out of it, or a new one."""
    before = open_seizures_of(officer, conveyance=unit)
    return redirect("seizure:register", before[0].id) if before else redirect("seizure:open", unit.id)


@require_http_methods(["GET", "POST"])
def interrupt(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Close a conveyance again before it is empty."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form = InterruptForm(request.POST or None, seen=unit.last_seq)
    form.suggest("second_badge", likely_beside(signed_in(request), first=unit))
    if first_answer(request, form, again="unit"):
        return redirect("units:unit", unit.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="unit") as done:
            extraction.interrupt_extraction(
                act=act_for(request, form), unit_id=unit.id, reason=answers["reason"],
                seal=entry_of(answers, usual="H"),
                second_badge=answers["second_badge"], expected_seq=answers["expected_seq"])
            done.ref = unit.id
        if done.ref:
            return redirect("units:unit", unit.id)
    return show_form(request, "custody/extraction/interrupt.html", form=form, unit=unit)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Say that a conveyance is empty; what was found in it was seized before."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form = EndForm(request.POST or None, seen=unit.last_seq)
    if first_answer(request, form, again="unit"):
        return redirect("units:unit", unit.id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            extraction.end_extraction(act=act_for(request, form), unit_id=unit.id,
                                      expected_seq=form.cleaned_data["expected_seq"])
            done.ref = unit.id
        if done.ref:
            return redirect("units:unit", unit.id)
    return show_form(request, "custody/extraction/end.html", form=form, unit=unit)
