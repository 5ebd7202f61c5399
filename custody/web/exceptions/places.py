"""Places that count as watched, threatened or known: by code word, for those who command."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.evidence.actions import endangering
from custody.evidence.permissions import COMMAND
from custody.evidence.selectors.unwatched import visible_outages
from custody.organisation.selectors import place_by_id, places
from custody.web.exceptions.forms import ClearForm, EndangerForm
from custody.web.shared.exceptional import DANGERS
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer


@require_GET
@requires_role(*COMMAND)
def overview(request: HttpRequest) -> HttpResponse:
    """List every place with what is known against it."""
    down = {each.place_id: each for each in visible_outages(signed_in(request)).filter(ended_at__isnull=True)}
    rows = [(place, DANGERS[str(place.danger)], down.get(place.id)) for place in places()]
    rows.sort(key=lambda row: (-row[0].danger, row[0].code_word))
    return TemplateResponse(request, "custody/exceptions/places.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@requires_role(*COMMAND)
def endanger(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Say what is known against a place."""
    place = place_by_id(place_id=place_id)
    form = EndangerForm(request.POST or None, seen=place.last_seq)
    if first_answer(request, form, again="place"):
        return redirect("exceptions:places")
    if form.is_valid():
        with attempt(form, again="place") as done:
            endangering.endanger_place(
                act=act_for(request, form),
                place=place.code_word,
                danger=int(form.cleaned_data["danger"]),
                cause=form.cleaned_data["cause"],
            )
            done.ref = place.id
        if done.ref:
            return redirect("exceptions:places")
    return show_form(request, "custody/exceptions/endanger.html", form=form, place=place)


@require_http_methods(["GET", "POST"])
@requires_role(*COMMAND)
def clear(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Ask whether a place is safe again; where somebody has asked, say that it is."""
    place = place_by_id(place_id=place_id)
    second = place.clearing_asked_by_id is not None and place.clearing_asked_by_id != signed_in(request).id
    form = ClearForm(request.POST or None, seen=place.last_seq)
    if first_answer(request, form, again="place"):
        return redirect("exceptions:places")
    if form.is_valid():
        with attempt(form, again="place") as done:
            action = endangering.clear_place if second else endangering.ask_clearing
            action(act=act_for(request, form), place=place.code_word, reason=form.cleaned_data["reason"])
            done.ref = place.id
        if done.ref:
            return redirect("exceptions:places")
    return show_form(request, "custody/exceptions/clear.html", form=form, place=place, is_second=second)
