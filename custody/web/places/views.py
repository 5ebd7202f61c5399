"""Places by code word, and roughly how full each is. What lies where is never said here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.dispersion import Room, spread
from custody.core.mass import in_words
from custody.evidence.actions.consult import reveal_proposed_name
from custody.evidence.lists import STORE_KINDS
from custody.evidence.permissions_of_bays import LAYS_OUT, SEES_PLANS
from custody.evidence.selectors.overloads import visible_overloads
from custody.evidence.selectors.room import placed_mg_each
from custody.evidence.selectors.stock import lying_in
from custody.evidence.selectors.unwatched import down_at, visible_outages
from custody.organisation.actions import placing as actions
from custody.organisation.actions.placing import drafted_place
from custody.organisation.proposal_permissions import DECIDERS
from custody.organisation.roles import Role
from custody.organisation.selectors import place_by_id, places, sites
from custody.organisation.selectors.place_proposals import place_proposal_for, visible_place_proposals
from custody.organisation.selectors.staffing import READERS
from custody.web.places.forms import OFF_ITS_SITE, ChangePlaceForm, NewPlaceForm, SpreadForm
from custody.web.places.proposing import TWO_PEOPLE, effect_rows, limit_rows
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.masks import in_band
from custody.web.shared.parts import Text
from custody.web.shared.place_choice import NEARLY_PERCENT
from custody.web.shared.words import PLACE_KINDS, WATCHES

KEEPING = ("store", "vault")
"""Kinds of place where a load can be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place as the list shows it: no number from which a load could be told."""

    id: UUID
    code_word: str
    kind: Text
    holds: str
    cap: str
    fill: Text
    tone: str
    down: str
    has_plan: bool
    may_lay_out: bool


@require_GET
@requires_role(*READERS, Role.STOREKEEPER)
def overview(request: HttpRequest) -> HttpResponse:
    """List the places, with the band of what lies there for those whose task it is."""
    officer = signed_in(request)
    rows = places()
    lying = lying_in(rows)
    sees_plans, lays_out = officer.has_role(*SEES_PLANS), officer.has_role(*LAYS_OUT)
    knows_masses = officer.has_role(Role.SUPERVISOR, Role.STOREKEEPER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
    down = {each.place_id: each for each in visible_outages(officer).filter(ended_at__isnull=True)}
    shown = []
    for place in rows:
        fill, tone = _fill(lying[place.id].mg, place.cap_mg) if knows_masses else (_("Masked"), "neutral")
        shown.append(
            PlaceRow(
                id=place.id,
                code_word=place.code_word,
                kind=PLACE_KINDS.get(place.kind, place.kind),
                holds=in_band(lying[place.id].mg) if knows_masses else "",
                cap="" if place.cap_mg is None else in_band(place.cap_mg),
                fill=fill,
                tone=tone,
                down=str(WATCHES[down[place.id].what]) if place.id in down else "",
                has_plan=sees_plans and place.kind in STORE_KINDS,
                may_lay_out=lays_out and place.kind in STORE_KINDS,
            )
        )
    return TemplateResponse(
        request,
        "custody/places/list.html",
        {"rows": shown, "owed": list(visible_overloads(officer).filter(ended_at__isnull=True)),
         "waiting": list(visible_place_proposals(officer).filter(state="open").order_by("proposed_at")),
         "may_propose": officer.has_role(Role.ADMINISTRATOR), "may_spread": officer.has_role(Role.SUPERVISOR)},
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a new place, after its effect was shown."""
    form = NewPlaceForm(request.POST or None)
    form.offer_sites([site.code_word for site in sites()], without=_("On none"))
    return TWO_PEOPLE.propose(
        request,
        form,
        foresee=lambda said: effect_rows(drafted_place(**_new(said))),
        do=lambda act, said: actions.propose_place(act=act, reason=said["reason"], **_new(said)),
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def change(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Propose other limits or another site for a place, after the effect was shown."""
    place = place_by_id(place_id=place_id)
    form = ChangePlaceForm(request.POST or None, seen=place.last_seq)
    form.offer_sites([site.code_word for site in sites()], without=_("Stays as it is"), off=place.site is not None)
    return TWO_PEOPLE.propose(
        request,
        form,
        foresee=lambda said: effect_rows(drafted_place(place=place, **_limits(said))),
        do=lambda act, said: actions.propose_place(
            act=act, place_id=place.id, reason=said["reason"], expected_seq=said["expected_seq"], **_limits(said)
        ),
        place=place,
        now=limit_rows(place),
    )


@require_http_methods(["GET", "POST"])
@requires_role(*READERS)
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show what was proposed and what it would do, and let another person decide."""
    found = place_proposal_for(signed_in(request), proposal_id=proposal_id)
    return TWO_PEOPLE.proposal(request, found, decide=actions.decide_place)


@require_POST
@requires_role(Role.ADMINISTRATOR)
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal back."""
    found = place_proposal_for(signed_in(request), proposal_id=proposal_id)
    return TWO_PEOPLE.take_back(request, found, withdraw=actions.withdraw_place)


@require_POST
@requires_role(*DECIDERS)
def name(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Record that who decides reads the sealed name, then show the proposal with it."""
    found = place_proposal_for(signed_in(request), proposal_id=proposal_id)
    form = OneButton(request.POST)
    if form.is_valid():
        with attempt(form, again="place_proposal") as done:
            reveal_proposed_name(act=act_for(request, form), proposal_id=found.id)
            done.ref = found.id
        if done.ref:
            return redirect("places:proposal", found.id)
    return TWO_PEOPLE.show(request, found, form=form)


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
        lying = placed_mg_each(stores.values())
        rooms = [
            Room(place.id, place.cap_mg or 0, lying[place.id], max(place.danger, int(place.id in down)))
            for place in stores.values()
        ]
        with attempt(form, again="place"):
            proposal = spread(rooms, mg=form.cleaned_data["mass"], most_places=form.cleaned_data["places"])
            context = {
                "proposal": proposal,
                "left": in_words(proposal.left_mg) if proposal.left_mg else "",
                "shares": [
                    (stores[share.place_id].code_word, in_words(share.mg), in_band(share.then_mg))
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
    if mg * 100 >= cap_mg * NEARLY_PERCENT:
        return _("Nearly full"), "warning"
    return _("Within its limit"), "success"


def _limits(said: dict[str, Any]) -> dict[str, Any]:
    site = "" if said["site"] == OFF_ITS_SITE else said["site"] or None
    return {"cap_mg": said["mass"], "cap_eur": said["euros"], "site": site}


def _new(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("code_word", "kind", "jurisdiction", "name")} | _limits(said)
