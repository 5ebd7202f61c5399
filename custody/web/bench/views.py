"""What two people do at the bench: one view for every act on a unit, and those that are about several."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.evidence.actions import beside, dividing, endangering, laboratory
from custody.evidence.entries import NewUnit, Reading
from custody.evidence.permissions import COMMAND
from custody.evidence.selectors import access
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors.colleagues import Colleague, likely_beside
from custody.evidence.selectors.holding import located, my_custody
from custody.organisation.selectors import places, scales
from custody.reports.words import SUBSTANCES
from custody.web.bench.acts import BENCH
from custody.web.bench.forms import BesideForm, EmergencyForm, MergeForm, PaperForm, offer_contents
from custody.web.bench.steps import steps_for
from custody.web.shared.exceptional import OUTCOMES
from custody.web.shared.forms import CustodyForm, OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.parts import SummaryRow
from custody.web.shared.repeats import first_answer
from custody.web.shared.sealing import new_seal_by_register, seal_by_register
from custody.web.shared.units import at_once
from custody.web.shared.weights import shown

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


@require_GET
def menu(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Show what can be done with a unit beside the straight way, and what was done so far."""
    officer = signed_in(request)
    unit = access.unit_for(officer, unit_id=unit_id)
    sees_results = selectors.visible_results(officer).exists()
    return TemplateResponse(
        request,
        "custody/bench/menu.html",
        {
            "unit": unit,
            "steps": steps_for(officer, unit),
            "sources": selectors.sources_of(unit),
            "became": selectors.made_of(unit),
            "taken_from": selectors.taken_out_of(unit),
            "taken_out": selectors.came_out_of(unit),
            "results": selectors.results_of(unit) if sees_results else [],
            "owed": selectors.signatures_of([unit.id]),
            "proposal": selectors.visible_proposals(officer).filter(unit=unit, state="open").first(),
        },
    )


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, unit_id: UUID, name: str) -> HttpResponse:
    """Do one act at the bench with a unit."""
    bench = BENCH.get(name)
    if bench is None:
        raise Http404
    officer = signed_in(request)
    unit = access.unit_for(officer, unit_id=unit_id)
    form = bench.form(request.POST or None, seen=unit.last_seq)
    _offer(form, likely_beside(officer, first=unit))
    offer_contents(form, unit, selectors.lying_in(unit), reader=officer)
    if ref := first_answer(request, form, again="unit"):
        return redirect("units:unit", ref if bench.makes else unit.id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            made = bench.does(act_for(request, form), unit, form.cleaned_data)
            done.ref = getattr(made, "id", unit.id) if bench.makes else unit.id
        if done.ref:
            return redirect("units:unit", done.ref)
    return show_form(
        request, "custody/bench/act.html", form=form, unit=unit, heading=bench.heading, lead=bench.lead
    )


@require_http_methods(["GET", "POST"])
def beside_drugs(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Register something that was seized beside the drugs."""
    seizure = access.seizure_for(signed_in(request), seizure_id=seizure_id)
    form = BesideForm(request.POST or None)
    _offer(form, [])
    if ref := first_answer(request, form, again="unit"):
        return redirect("units:unit", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="unit") as done:
            made = beside.register_beside(
                act=act_for(request, form),
                seizure_id=seizure.id,
                exhibit_kind=answers["exhibit_kind"],
                description=answers["description"],
                package_count=answers["package_count"],
                perishable=bool(answers["perishable"]),
                seal=seal_by_register(answers),
                place=answers["place"] or None,
                **form.money(),
            )
            done.ref = made.id
        if done.ref:
            return redirect("units:unit", done.ref)
    return show_form(request, "custody/bench/beside.html", form=form, seizure=seizure)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Make one unit of several in the officer's custody."""
    officer = signed_in(request)
    form = MergeForm(request.POST or None)
    form.fields["units"].offer(at_once(located(my_custody(officer))), reader=officer)  # type: ignore[attr-defined]
    form.fields["units"].turn_to(request)  # type: ignore[attr-defined]
    _offer(form, likely_beside(officer))
    if ref := first_answer(request, form, again="unit"):
        return redirect("units:unit", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="unit") as done:
            made = dividing.merge_units(
                act=act_for(request, form),
                unit_ids=answers["units"],
                witness_badge=answers["witness_badge"],
                part=NewUnit(
                    kind=answers["kind"],
                    package_count=answers["package_count"],
                    reading=Reading(gross_mg=answers["gross"], scale_code=answers["scale"]),
                    seal=new_seal_by_register(answers),
                ),
                reason=answers["reason"],
                loss_reason=answers["loss_reason"],
            )
            done.ref = made.id
        if done.ref:
            return redirect("units:unit", done.ref)
    return show_form(request, "custody/bench/merge.html", form=form)


@require_http_methods(["GET", "POST"])
@requires_role(*COMMAND)
def emergency(request: HttpRequest) -> HttpResponse:
    """Move units at once, by command."""
    officer = signed_in(request)
    form = EmergencyForm(request.POST or None)
    form.fields["units"].offer(_movable(officer, request.GET.get("unit")), reader=officer)  # type: ignore[attr-defined]
    form.fields["units"].turn_to(request)  # type: ignore[attr-defined]
    form.offer("destination", _safest_first())
    if ref := first_answer(request, form, again="unit"):
        return redirect("units:unit", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="unit") as done:
            moved = endangering.move_in_emergency(
                act=act_for(request, form),
                unit_ids=answers["units"],
                destination=answers["destination"],
                vehicle=answers["vehicle"],
                reason=answers["reason"],
                already=bool(answers.get("already")),
            )
            done.ref = moved[0].id
        if done.ref:
            return redirect("units:unit", done.ref)
    return show_form(request, "custody/bench/emergency.html", form=form)


@require_http_methods(["GET", "POST"])
def attach_paper(request: HttpRequest, unit_id: UUID, result_id: UUID) -> HttpResponse:
    """Attach the paper of the laboratory that a result is held against."""
    found = selectors.result_for(signed_in(request), result_id=result_id)
    if found.unit_id != unit_id:
        raise Http404
    form = PaperForm(request.POST or None, request.FILES or None, seen=found.last_seq)
    if first_answer(request, form, again="unit"):
        return redirect("bench:verify_result", found.unit_id, found.id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            laboratory.attach_result_paper(
                act=act_for(request, form), result_id=found.id, unit_id=found.unit_id,
                document=form.cleaned_data["document"].read(), expected_seq=form.cleaned_data["expected_seq"],
            )  # fmt: skip
            done.ref = found.unit_id
        if done.ref:
            return redirect("bench:verify_result", found.unit_id, found.id)
    return show_form(request, "custody/bench/result_paper.html", form=form, unit=found.unit, result=found)


@require_http_methods(["GET", "POST"])
def verify_result(request: HttpRequest, unit_id: UUID, result_id: UUID) -> HttpResponse:
    """Hold the result of a laboratory against its paper."""
    found = selectors.result_for(signed_in(request), result_id=result_id)
    if found.unit_id != unit_id:
        raise Http404
    form = OneButton(request.POST or None, seen=found.last_seq)
    if first_answer(request, form, again="unit"):
        return redirect("units:unit", found.unit_id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            laboratory.verify_result(
                act=act_for(request, form), result_id=found.id, unit_id=found.unit_id,
                expected_seq=form.cleaned_data["expected_seq"],
            )  # fmt: skip
            done.ref = found.unit_id
        if done.ref:
            return redirect("units:unit", found.unit_id)
    rows = [
        SummaryRow(label=_("Laboratory"), value=found.laboratory),
        SummaryRow(label=_("Reference"), value=found.reference, is_code=True),
        SummaryRow(label=_("Result"), value=OUTCOMES[found.outcome]),
        SummaryRow(label=_("Written down by badge"), value=found.recorded_by.badge),
    ]
    if found.used_up:
        weight = "–" if found.unit.gross_mg is None else shown(found.unit.gross_mg)
        rows.append(SummaryRow(label=_("Nothing of it is left"), value=_("Yes: %(weight)s are written off") %
                               {"weight": weight}))  # fmt: skip
    if found.substance is not None:
        rows.append(SummaryRow(label=_("Substance"), value=SUBSTANCES[found.substance]))
    if found.purity_permille is not None:
        rows.append(SummaryRow(label=_("Purity, in parts of a thousand"), value=found.purity_permille))
    papers = list(found.documents.all())
    rows.append(SummaryRow(label=_("Its paper"), value=_("Attached") if papers else _("Missing")))
    return show_form(request, "custody/bench/verify_result.html", form=form, unit=found.unit, rows=rows, result=found,
                     papers=papers, is_over=not papers)


def _offer(form: CustodyForm, people: list[Colleague]) -> None:
    """Fill the lists of the fields a form has: scales, places, badges."""
    for name in ("scale", "left_scale"):
        if name in form.fields:
            form.fields[name].choices = [(each.code, each.code) for each in scales()]  # type: ignore[attr-defined]
    if "place" in form.fields:
        form.offer("place", [(place.code_word, place.code_word) for place in places()])
    if "witness_badge" in form.fields:
        form.suggest("witness_badge", people)
    if "second_witness_badge" in form.fields:
        form.suggest("second_witness_badge", people)


def _safest_first() -> list[tuple[str, str]]:
    """Return every place, those that nothing is known against in front: where a load went is a fact."""
    return [(place.code_word, place.code_word) for place in sorted(places(), key=lambda place: place.danger)]


def _movable(officer: Officer, wanted: str | None) -> list[HandlingUnit]:
    rows = located(selectors.movable_units(officer))
    try:
        return list(rows.filter(pk=UUID(wanted))) if wanted else at_once(rows)
    except ValueError:
        return []
