"""Places by code word, and roughly how full each is. What lies where is never said here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.dispersion import Room, spread
from custody.core.mass import band, in_words
from custody.evidence.selectors.overloads import visible_overloads
from custody.evidence.selectors.room import placed_mg
from custody.evidence.selectors.stock import lying_in
from custody.evidence.selectors.unwatched import down_at, visible_outages
from custody.organisation.actions.limits import cap_place
from custody.organisation.roles import Role
from custody.organisation.selectors import place_by_id, places
from custody.web.places.forms import LimitForm, SpreadForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.parts import Text
from custody.web.shared.words import PLACE_KINDS, WATCHES

_NEARLY_PERCENT = 80
KEEPING = ("store", "vault")
"""Kinds of place where a load can be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place as the list shows it: no number from which a load could be told."""

    code_word: str
    kind: Text
    holds: str
    cap: str
    fill: Text
    tone: str
    down: str


@require_GET
@requires_role(Role.SUPERVISOR, Role.STOREKEEPER)
def overview(request: HttpRequest) -> HttpResponse:
    """List the places with the band of what lies there."""
    rows = places()
    lying = lying_in(rows)
    down = {each.place_id: each for each in visible_outages(signed_in(request)).filter(ended_at__isnull=True)}
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
                down=str(WATCHES[down[place.id].what]) if place.id in down else "",
            )
        )
    return TemplateResponse(
        request,
        "custody/places/list.html",
        {"rows": shown, "owed": list(visible_overloads(signed_in(request)).filter(ended_at__isnull=True)),
         "may_spread": signed_in(request).has_role(Role.SUPERVISOR)},
    )


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


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR)
def spread_load(request: HttpRequest) -> HttpResponse:
    """Propose how a large load goes to several stores. Nothing is recorded: it is a calculation."""
    form = SpreadForm(request.POST or None, initial={"places": 2})
    context: dict[str, object] = {}
    if form.is_valid():
        stores = {place.id: place for place in places(kinds=KEEPING) if place.cap_mg is not None}
        # Where no camera or no alarm watches nothing is put, no more than where something is known against the place.
        down = set(down_at(stores).values_list("place_id", flat=True))
        rooms = [
            Room(place.id, place.cap_mg or 0, placed_mg(place), max(place.danger, int(place.id in down)))
            for place in stores.values()
        ]
        with attempt(form, again="place"):
            proposal = spread(rooms, mg=form.cleaned_data["mass"], most_places=form.cleaned_data["places"])
            context = {
                "proposal": proposal,
                "left": in_words(proposal.left_mg) if proposal.left_mg else "",
                "shares": [
                    (stores[share.place_id].code_word, in_words(share.mg), band(share.then_mg))
                    for share in proposal.shares
                ],
            }
    return show_form(request, "custody/places/spread.html", form=form, **context)


def _fill(mg: int, cap_mg: int | None) -> tuple[Text, str]:
    """Return how a load stands to its limit, in words, and the tone of the words."""
    if cap_mg is None:
        return _("No limit set"), "neutral"
    if mg > cap_mg:
        return _("Over its limit"), "danger"
    if mg * 100 >= cap_mg * _NEARLY_PERCENT:
        return _("Nearly full"), "warning"
    return _("Within its limit"), "success"
