"""The seals that are owed on a load: all on one page, put on in one act, and word of how many are on now."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.evidence.actions import seals
from custody.evidence.selectors import access
from custody.evidence.selectors.colleagues import likely_beside
from custody.evidence.selectors.holding import put_on_with, unsealed_of
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.weighing.forms import SealsForm


@require_http_methods(["GET", "POST"])
def put_on(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Put seals on the units of a seizure that bear none, as many as were read."""
    officer = signed_in(request)
    seizure = access.seizure_for(officer, seizure_id=seizure_id)
    units = unsealed_of(officer, seizure.id)[: seals.MOST]
    form = SealsForm(request.POST or None, units=units)
    form.suggest("second_badge", likely_beside(officer, first=seizure))
    if (put := first_answer(request, form, again="seals")) != "":
        return _told(seizure.id, put)
    if form.is_valid():
        with attempt(form, again="seals") as done:
            applied = seals.apply_seals(
                act=act_for(request, form), seals=form.seals(), second_badge=form.cleaned_data["second_badge"]
            )
            done.ref = [each.id for each in applied]
        if isinstance(done.ref, list):
            return _told(seizure.id, done.ref)
    return show_form(request, "custody/weighing/seals.html", form=form, seizure=seizure, units=units)


def _told(seizure_id: UUID, put: list[UUID]) -> HttpResponse:
    """Lead to what was put on; to the seizure where every number was used before, and its units say so."""
    if not put:
        return redirect("seizure:seizure", seizure_id)
    return redirect("weighing:seals_on", seizure_id, put[0])


@require_GET
def on(request: HttpRequest, seizure_id: UUID, seal_id: UUID) -> HttpResponse:
    """Say how many seals were put on, which on what, and how many are still owed."""
    officer = signed_in(request)
    seizure = access.seizure_for(officer, seizure_id=seizure_id)
    put = put_on_with(officer, seizure_id=seizure.id, seal_id=seal_id)
    context = {
        "seizure": seizure,
        "put": put,
        "owed": len(unsealed_of(officer, seizure.id)),
        "receipt": receipt_on(put[0].stream_id),
    }
    return TemplateResponse(request, "custody/weighing/seals_on.html", context)
