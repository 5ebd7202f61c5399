"""Places by code word, and roughly how full each is. What lies where is never said here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.mass import band, in_words
from custody.evidence.selectors.stock import lying_in
from custody.organisation.actions.limits import cap_place
from custody.organisation.roles import Role
from custody.organisation.selectors import place_by_id, places
from custody.web.places.forms import LimitForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role
from custody.web.shared.parts import Text
from custody.web.shared.words import PLACE_KINDS

_NEARLY_PERCENT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place as the list shows it: no number from which a load could be told."""

    code_word: str
    kind: Text
    holds: str
    cap: str
    fill: Text
    tone: str


@require_GET
@requires_role(Role.SUPERVISOR, Role.STOREKEEPER)
def overview(request: HttpRequest) -> HttpResponse:
    """List the places with the band of what lies there."""
    rows = places()
    lying = lying_in(rows)
    shown = []
    for place in rows:
        fill, tone = _fill(lying[place.id].mg, place.cap_mg)
        shown.append(
            PlaceRow(
                code_word=place.code_word,
                kind=PLACE_KINDS.get(place.kind, place.kind),
                holds=band(lying[place.id].mg),
                cap="" if place.cap_mg is None else band(place.cap_mg),
                fill=fill,
                tone=tone,
            )
        )
    return TemplateResponse(request, "custody/places/list.html", {"rows": shown})


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def limit(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Set or lower what a place may hold."""
    place = place_by_id(place_id=place_id)
    form = LimitForm(request.POST or None, seen=place.last_seq)
    if form.is_valid():
        with attempt(form, again="place") as done:
            cap_place(
                act=act_for(request, form),
                place_id=place.id,
                cap_mg=form.cleaned_data["mass"],
                cap_eur=form.cleaned_data["euros"],
                expected_seq=form.cleaned_data["expected_seq"],
            )
            done.ref = place.id
        if done.ref:
            return redirect("places:limit", place.id)
    return show_form(
        request,
        "custody/places/limit.html",
        form=form,
        place=place,
        cap="" if place.cap_mg is None else in_words(place.cap_mg),
    )


def _fill(mg: int, cap_mg: int | None) -> tuple[Text, str]:
    """Return how a load stands to its limit, in words, and the tone of the words."""
    if cap_mg is None:
        return _("No limit set"), "neutral"
    if mg > cap_mg:
        return _("Over its limit"), "danger"
    if mg * 100 >= cap_mg * _NEARLY_PERCENT:
        return _("Nearly full"), "warning"
    return _("Within its limit"), "success"
