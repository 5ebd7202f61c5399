"""Departing, arriving, putting in store, moving inside a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.lifecycle import CustodyState
from custody.deadlines.selectors import database_now
from custody.evidence.actions import crews, moving
from custody.evidence.lists import SECOND, VAULT
from custody.evidence.permissions import KEEPERS
from custody.evidence.selectors import access
from custody.evidence.selectors.bays import may_be_shelved
from custody.evidence.selectors.colleagues import likely_beside
from custody.evidence.selectors.crews import rode_with, together_on_the_way
from custody.evidence.selectors.expected import stores_for_others
from custody.evidence.selectors.holding import discrepancies_on, may_be_given, may_depart, my_custody
from custody.evidence.selectors.places import own_of_other_sites
from custody.organisation.selectors import places
from custody.web.road.forms import ArriveForm, DepartForm, InStoreForm, LeaveCrewForm, PutForm
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.interrupting import reads_again, seal_differs, type_again
from custody.web.shared.just_put import MAY_STORE, keep_put, put_of
from custody.web.shared.place_choice import LAST_STORE, near
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.units import are_one_load, at_once, drop_unless_unswept

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

TOLD_WITHIN = timedelta(days=1)
"""So long afterwards it is asked of whom somebody rode with; a time further back is a matter for who commands."""
_STORES = ("quarantine", "store", "vault", "laboratory", "registry")


@require_http_methods(["GET", "POST"])
def depart(request: HttpRequest) -> HttpResponse:
    """Leave with a load, two people."""
    units = at_once(may_depart(signed_in(request)))
    form = DepartForm(request.POST or None)
    drop_unless_unswept(form, units)
    form.ask_about(units)
    form.fields["units"].offer(units, reader=signed_in(request))  # type: ignore[attr-defined]
    form.fields["units"].turn_to(request)  # type: ignore[attr-defined]
    form.offer_destinations(request)
    if units_moved := first_answer(request, form, again="units"):
        return _done(units_moved)
    if form.is_valid():
        answers = form.cleaned_data
        route = form.route(request)
        with attempt(form, again="units") as done:
            moving.depart(
                act=act_for(request, form),
                unit_ids=answers["units"],
                route=route,
                unswept_reason=answers.get("unswept_reason"),
                alone_reason=answers.get("alone_reason"),
                frozen_reason=answers.get("frozen_reason"),
            )
            done.ref = answers["units"]
        if done.ref:
            return _done(done.ref)
    return show_form(request, "custody/road/depart.html", form=form, any_units=bool(units))


@require_http_methods(["GET", "POST"])
def arrive(request: HttpRequest) -> HttpResponse:
    """Record that a load has arrived; what did not leave because it is frozen is named, with the reason."""
    mine = my_custody(signed_in(request))
    return _put(
        request,
        states=(CustodyState.IN_TRANSIT,),
        kinds=None,
        act=moving.arrive,
        template="custody/road/arrive.html",
        kind=ArriveForm,
        frozen=discrepancies_on(mine),
        stores=[each.code_word for each in stores_for_others(signed_in(request), mine)],
    )


@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Say that one of the two who have a load on the way is with it no more; who stays asks another beside them."""
    officer = signed_in(request)
    units = together_on_the_way(officer)
    form = LeaveCrewForm(request.POST or None)
    rode = [] if units else rode_with(officer, since=database_now() - TOLD_WITHIN)
    form.offer_people(officer, units, rode=rode)
    on = f"{reverse('transfer:offer')}?way={SECOND}"
    if first_answer(request, form, again="units"):
        return redirect("home:home" if form.data.get("leaver") == officer.badge else on)
    if form.is_valid():
        answers = form.cleaned_data
        leaves = answers["leaver"] == officer.badge
        with attempt(form, again="units") as done:
            done.ref = crews.leave_crew(
                act=act_for(request, form), why=answers["why"], where=answers["where"], remark=answers["remark"],
                leaver_badge=None if leaves else answers["leaver"],
            )  # fmt: skip
        if done.ref:
            return redirect("home:home" if leaves else on)
    return show_form(request, "custody/road/second.html", form=form, any_units=bool(units))


@require_http_methods(["GET", "POST"])
def store(request: HttpRequest) -> HttpResponse:
    """Put goods in store."""
    return _put(
        request, states=MAY_STORE, kinds=_STORES, act=moving.store_units, template="custody/road/store.html",
        kind=InStoreForm,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """Record that units lie in another place of the same site."""
    return _put(
        request, states=None, kinds=None, act=moving.move_units, template="custody/road/move.html", kind=InStoreForm
    )


@require_GET
def done(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Say what is now true of the load, and what of it is frozen."""
    officer = signed_in(request)
    unit = access.unit_for(officer, unit_id=unit_id)
    frozen = discrepancies_on(my_custody(officer)) if unit.discrepancy_open else []
    return TemplateResponse(
        request,
        "custody/road/done.html",
        {
            "unit": unit,
            "frozen": frozen,
            # A load for a store is given to who keeps it there: who keeps none does not first record an arrival.
            "keeps": officer.has_role(*KEEPERS),
            "receipt": receipt_on(unit.stream_id),
            "put": put_of(request, unit),
            "left": len(_mine(officer, MAY_STORE)) if unit.custody_state == CustodyState.STORED else 0,
            "has_bays": may_be_shelved(unit),
        },
    )


def _put(
    request: HttpRequest,
    *,
    states: Iterable[CustodyState] | None,
    kinds: Iterable[str] | None,
    act: Callable[..., Any],
    template: str,
    kind: type[PutForm],
    **context: Any,
) -> HttpResponse:
    units = _mine(signed_in(request), states)
    again, sent = reads_again(request), request.POST.copy()
    for name in [name for name in sent if again and name.startswith("vehicle_seal")]:
        sent[name] = ""
    form = kind(sent or None)
    if isinstance(form, ArriveForm):
        form.ask_of_vehicles(units)
    if isinstance(form, InStoreForm):
        form.drop_unless_vault(concerned=bool(places(kinds=(VAULT,))))
        form.suggest_second(likely_beside(signed_in(request)))
    form.fields["units"].offer(  # type: ignore[attr-defined]
        units, ticked=len(units) <= 30 and are_one_load(units), reader=signed_in(request)
    )
    form.fields["units"].turn_to(request)  # type: ignore[attr-defined]
    words = [place.code_word for place in places(kinds=kinds)]
    form.fields["place"].offer(  # type: ignore[attr-defined]
        replace(near(request, kinds=_STORES, last_named=LAST_STORE), every=words) if isinstance(form, InStoreForm)
        else [(word, word) for word in words]
    )
    if again:
        if form.is_valid():
            form.add_error("vehicle_seal", type_again(count=len(form.cleaned_data["units"])))
        return show_form(request, template, form=form, any_units=bool(units), **context)
    if units_moved := first_answer(request, form, again="units"):
        return _done(units_moved)
    if form.is_valid() and not _must_say_more(request, form):
        with attempt(form, again="units") as done:
            act(
                act=act_for(request, form),
                unit_ids=form.cleaned_data["units"],
                place=form.cleaned_data["place"],
                over_limit_reason=form.cleaned_data["over_limit_reason"],
                **_said_besides(form),
            )
            done.ref = form.cleaned_data["units"]
        if done.ref:
            keep_put(request, units=done.ref, place=form.cleaned_data["place"], stores=isinstance(form, InStoreForm))
            return _done(done.ref)
        if isinstance(form, ArriveForm) and form.to_read_again:
            chosen = request.POST.getlist("units")
            read = ", ".join(filter(None, (request.POST.get(name) for name in form.seals)))
            return seal_differs(request, form, read=read, count=len(chosen))
    if isinstance(form, InStoreForm):
        form.drop_journey_unless_asked()
    return show_form(request, template, form=form, any_units=bool(units), **context)


def _must_say_more(request: HttpRequest, form: CustodyForm) -> bool:
    """Ask of goods of another site before they are recorded as carried over, once; say whether that was asked now."""
    if not isinstance(form, InStoreForm):
        return False
    said = form.cleaned_data
    count = 0 if said["knows_it_freezes"] else own_of_other_sites(
        signed_in(request), unit_ids=said["units"], code_word=said["place"]
    )  # fmt: skip
    if count:
        form.ask_of_journey(count=count)
    return bool(count)


def _said_besides(form: CustodyForm) -> dict[str, Any]:
    """Return what was read off the vehicle, when anything was, and who went along."""
    answers = form.cleaned_data
    said: dict[str, Any] = {name: answers[name] for name in ("second_badge", "alone_reason") if answers.get(name)}
    if isinstance(form, ArriveForm) and (seen := form.vehicle_seals()):
        said["vehicle_seals"] = seen
    return said


def _mine(officer: Officer, states: Iterable[CustodyState] | None) -> list[HandlingUnit]:
    rows = may_be_given(officer)
    if states is not None:
        rows = rows.filter(custody_state__in=list(states))
    return at_once(rows)


def _done(unit_ids: list[Any]) -> HttpResponse:
    return redirect("road:done", str(unit_ids[0]))
