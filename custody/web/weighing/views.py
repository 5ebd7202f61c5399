"""Weighing a unit again, and what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.clock_kinds import ClockType
from custody.deadlines.owing import Owing, owing, unweighed_of
from custody.evidence.actions import seals, weigh
from custody.evidence.entries import Reading
from custody.evidence.selectors import access
from custody.evidence.selectors.borne import seals_borne
from custody.evidence.selectors.colleagues import likely_beside
from custody.evidence.selectors.holding import discrepancies_on, unsealed_of
from custody.evidence.selectors.masses import doubts_about, last_weighing
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.scales import scale_choices
from custody.web.shared.sealing import entry_of
from custody.web.weighing.forms import SealForm, WeighForm

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.evidence.selectors.masses import Doubts
    from custody.organisation.models import Officer

LAST_SCALE, STOP = "last_scale", "stop"
WEIGHED = frozenset({"weight", "bricks", "estimate"})
"""What a weight can differ in."""


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Record what a unit weighs now."""
    officer = signed_in(request)
    unit = access.unit_for(officer, unit_id=unit_id)
    owed = _series(officer, unit)
    form = WeighForm(request.POST or None, seen=unit.last_seq, unit=unit, owed=owed.units, reader=officer)
    form.fields["scale"].choices = scale_choices()  # type: ignore[attr-defined]
    form.suggest("witness_badge", likely_beside(officer, first=unit))
    is_owed = unit in owed.units
    if is_owed and LAST_SCALE in request.session:
        # One after the other on the same scale: what was chosen for the last one stands there.
        form.initial.setdefault("scale", request.session[LAST_SCALE])
    if ref := first_answer(request, form, again="unit"):
        return redirect("weighing:done", ref)
    if form.is_valid() and form.weighed is not None:
        answers, weighed = form.cleaned_data, form.weighed
        with attempt(form, again="unit") as done:
            weigh.record_weighing(
                act=act_for(request, form), unit_id=weighed.id, witness_badge=answers["witness_badge"] or None,
                reading=Reading(gross_mg=answers["gross"], scale_code=answers["scale"],
                                package_count=answers["package_count"]),
                looked_again=bool(answers.get("looked_again")),
                # The page was about another one, whose version says nothing of this.
                expected_seq=answers["expected_seq"] if weighed == unit else None)
            done.ref = weighed.id
        if done.ref:
            request.session[LAST_SCALE] = answers["scale"]
            return _to_next_weight(request, weighed) if is_owed and STOP not in request.POST else _said(weighed)
    return show_form(request, "custody/weighing/record.html", form=form, unit=unit, owed=owed if is_owed else None)


def _series(officer: Officer, unit: HandlingUnit) -> Owing:
    """Return what is weighed one after the other: what is owed by a clock, else what of the same seizure the officer
    has and nobody weighed."""
    owed = owing(officer, clock_type=ClockType.WEIGHT_OWED)
    if unit in owed.units or unit.seizure_id is None:
        return owed
    return owed if owed.units and unit.gross_mg is not None else unweighed_of(officer, unit.seizure_id)


def _said(unit: HandlingUnit) -> HttpResponse:
    return redirect("weighing:done", unit.id)


def _to_next_weight(request: HttpRequest, unit: HandlingUnit) -> HttpResponse:
    """Go to the next unit whose weight is owed, and say there that this one is as booked; what is not is a page of its
    own, and so is the last."""
    officer = signed_in(request)
    weighed, weighing = access.unit_for(officer, unit_id=unit.id), last_weighing(unit)
    left = _series(officer, unit).units
    doubts = None if weighing is None else doubts_about(weighing, weighed)
    if not left or doubts is None or weighed.discrepancy_open or _asks_for_more(doubts):
        return _said(unit)
    seal = seals_borne(officer, [weighed]).get(unit.id)
    named = f"{unit.label} · {seal}" if seal else unit.label
    messages.success(request, _("Saved: the weight of %(label)s.") % {"label": named})
    return redirect("weighing:record", left[0].id)


def _asks_for_more(doubts: Doubts) -> bool:
    """Say whether a weight asks for something to be done, or told, before the next unit is weighed."""
    strange = doubts.brick is not None and not doubts.brick.is_plausible
    return doubts.is_uncalibrated or doubts.hides_a_brick or strange


@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Put a seal on a unit that bears none, and come back for the next of its seizure."""
    officer = signed_in(request)
    unit = access.unit_for(officer, unit_id=unit_id)
    form = SealForm(request.POST or None, seen=unit.last_seq)
    form.suggest("second_badge", likely_beside(officer, first=unit))
    if first_answer(request, form, again="unit"):
        return _to_next_seal(officer, unit)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="unit") as done:
            seals.apply_seal(
                act=act_for(request, form), unit_id=unit.id, seal=entry_of(answers),
                second_badge=answers["second_badge"], expected_seq=answers["expected_seq"])
            done.ref = unit.id
        if done.ref:
            return _to_next_seal(officer, unit)
    return show_form(request, "custody/weighing/seal.html", form=form, unit=unit)


def _to_next_seal(officer: Officer, unit: HandlingUnit) -> HttpResponse:
    """Go to the next unit of the seizure that bears no seal, else to the seizure."""
    if unit.seizure_id is None:
        return redirect("units:unit", unit.id)
    left = unsealed_of(officer, unit.seizure_id)
    return redirect("weighing:seal", left[0].id) if left else redirect("seizure:seizure", unit.seizure_id)


@require_GET
def done(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Say whether the weight is what was booked."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    weighing = last_weighing(unit)
    doubts = None if weighing is None else doubts_about(weighing, unit)
    reasons = {row.discrepancy_kind for _unit, row in discrepancies_on([unit])}
    context = {
        "unit": unit,
        "doubts": doubts,
        "differs": bool(reasons & WEIGHED),
        "frozen_besides": bool(reasons - WEIGHED),
        "owed": _series(signed_in(request), unit),
        "receipt": receipt_on(unit.stream_id),
    }
    return TemplateResponse(request, "custody/weighing/done.html", context)
