"""Taking a sample: opened, taken, closed and weighed again, in one act of two people."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.evidence.actions import sample
from custody.evidence.entries import NewSample, Reading, SealEntry
from custody.evidence.selectors import access
from custody.evidence.selectors.colleagues import likely_beside
from custody.web.sampling.forms import SampleForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.scales import scale_choices
from custody.web.shared.sealing import new_seal_by_register


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Take one sample out of a unit."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form = SampleForm(request.POST or None, seen=unit.last_seq)
    form.ask_about(unit)
    if not form.is_about_what_is_frozen:
        # Whoever is likely has it, and is no witness of what is in dispute.
        form.suggest("witness_badge", likely_beside(signed_in(request), first=unit))
    known = scale_choices()
    for name in ("sample_scale", "scale"):
        form.fields[name].choices = known  # type: ignore[attr-defined]
    if first_answer(request, form, again="unit"):
        return redirect("sampling:taken", unit.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="unit") as done:
            sample.take_sample(
                act=act_for(request, form), unit_id=unit.id, witness_badge=answers["witness_badge"],
                samples=[NewSample(
                    sample_kind=answers["sample_kind"], bound_for=answers["bound_for"],
                    reading=Reading(gross_mg=answers["sample_grams"], net_mg=answers["sample_net"],
                                    scale_code=answers["sample_scale"]),
                    seal=SealEntry(number=answers["sample_seal"], seal_class=None,
                                   looked_again=bool(answers.get("looked_again"))))],
                new_seal=new_seal_by_register(answers, "new_seal"),
                reading=Reading(gross_mg=answers["gross"], scale_code=answers["scale"]),
                unswept_reason=answers.get("unswept_reason"), frozen_reason=answers.get("frozen_reason"),
                undrawn_reason=answers.get("undrawn_reason"),
                expected_seq=answers["expected_seq"])
            done.ref = unit.id
        if done.ref:
            return redirect("sampling:taken", unit.id)
    return show_form(request, "custody/sampling/take.html", form=form, unit=unit)


@require_GET
def taken(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Say that the sample is a unit of its own now."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    return TemplateResponse(request, "custody/sampling/taken.html",
                            {"unit": unit, "receipt": receipt_on(unit.stream_id)})
