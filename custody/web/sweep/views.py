"""The tracker sweep: the gate before a load may move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from custody.deadlines.selectors import database_now
from custody.evidence.actions import sweep
from custody.evidence.selectors import access
from custody.evidence.selectors.colleagues import Colleague, likely_beside
from custody.evidence.selectors.holding import located, my_custody
from custody.web.shared.addresses import as_uuid
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.repeats import first_answer
from custody.web.shared.units import at_once
from custody.web.sweep.forms import SweepForm

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Record a sweep of units in the officer's custody, or of one unit or seizure."""
    officer = signed_in(request)
    units = _candidates(request, officer)
    form = SweepForm(request.POST or None)
    form.fields["units"].offer(units, ticked="seizure" in request.GET, reader=officer)  # type: ignore[attr-defined]
    form.fields["units"].turn_to(request)  # type: ignore[attr-defined]
    seconds = sorted({badge for unit in units for badge in _badges(unit) if badge != officer.badge})
    form.suggest("witness_badge", [*(Colleague(each, "record") for each in seconds), *likely_beside(officer)])
    if units_swept := first_answer(request, form, again="units"):
        return _next_step(officer, units_swept)
    if form.is_valid():
        answers = form.cleaned_data
        act = act_for(request, form)
        # Sent later, it ended when it was signed.
        ended_at = act.occurred_at or database_now()
        with attempt(form, again="units") as done:
            sweep.record_sweep(
                act=act,
                unit_ids=answers["units"],
                witness_badge=answers["witness_badge"],
                methods=answers["methods"],
                started_at=ended_at - timedelta(minutes=answers["minutes"]),
                ended_at=ended_at,
                result=answers["result"],
                device=answers["device"],
            )
            done.ref = answers["units"]
        if done.ref:
            messages.success(request, ngettext(
                "Saved: the sweep of %(count)d unit is signed.", "Saved: the sweep of %(count)d units is signed.",
                len(done.ref),
            ) % {"count": len(done.ref)})  # fmt: skip
            return _next_step(officer, done.ref)
    return show_form(request, "custody/sweep/record.html", form=form, any_units=bool(units))


def _next_step(officer: Officer, unit_ids: Sequence[UUID | str]) -> HttpResponse:
    """Go to what to do about a tracker when one was found, else back to the seizure."""
    first = access.unit_for(officer, unit_id=UUID(str(unit_ids[0])))
    if first.incident_open:
        return redirect("sweep:found", first.id)
    return redirect("seizure:seizure", first.seizure_id) if first.seizure_id else redirect("units:unit", first.id)


@require_GET
def found(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Say what to do when a tracker was found."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    return TemplateResponse(request, "custody/sweep/found.html", {"unit": unit})


def _candidates(request: HttpRequest, officer: Officer) -> list[HandlingUnit]:
    rows = located(my_custody(officer))
    chosen = request.GET.get("seizure", "")
    if chosen:
        rows = rows.filter(seizure_id=access.seizure_for(officer, seizure_id=as_uuid(chosen)).id)
    return at_once(rows.exclude(kind="sample").order_by("-unswept", "label"))


def _badges(unit: HandlingUnit) -> list[str]:
    return [each.badge for each in (unit.custodian, unit.co_custodian) if each is not None]
