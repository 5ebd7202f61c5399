"""What stands in which bay of a store, shown after it was recorded who asks; laying bays out; filling them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.verdicts import verdict
from custody.deadlines.bays import Standing, by_bay
from custody.deadlines.selectors import database_now
from custody.evidence.actions import bays as acting
from custody.evidence.permissions_of_bays import LAYS_OUT, SEES_PLANS, check_can_reveal_plan
from custody.evidence.selectors import access, bays
from custody.evidence.selectors.holding import may_be_given
from custody.organisation.selectors import place_by_id
from custody.web.bays.forms import LayOutForm, RevealPlanForm, ShelveForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.showing import shown_until
from custody.web.shared.units import at_once

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from custody.organisation.models import Place

_SOON_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Bay:
    """A bay as the plan shows it: what stands in it, and how long the first of it is over its time."""

    name: str
    units: int
    hours_over: int | None
    is_soon: bool

    @property
    def tone(self) -> str:
        """Return how it is coloured; the words beside it say the same."""
        if not self.units:
            return "empty"
        return "danger" if self.hours_over is not None else "warning" if self.is_soon else "success"


@require_http_methods(["GET", "POST"])
@requires_role(*SEES_PLANS)
def plan(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Show what stands in which bay while a reveal to this officer lasts, and ask for a reason before."""
    officer, place = signed_in(request), place_by_id(place_id=place_id)
    seen = bays.plan_seen(officer, place)
    if seen is None or request.method == "POST":
        return _ask(request, place)
    grid, now = bays.grid_of(place), database_now()
    found = by_bay(bays.standing_in(officer, place))
    asked = request.GET.get("bay")
    names = [name for line in grid.lines() for name in line] if grid is not None else []
    if asked is not None and asked not in (*names, bays.NO_BAY):
        asked = None
    # What stands in a bay that is no more stands, for whoever walks along the racks, in none.
    known = bays.standing_in(officer, place, bay=asked or None, beyond=names if asked == bays.NO_BAY else ())
    loose = [standing for name, standing in found.items() if name not in names]
    return TemplateResponse(
        request,
        "custody/bays/plan.html",
        {
            "place": place,
            "shown": shown_until(seen, at=now),
            "lines": [[_bay(name, found, at=now) for name in line] for line in grid.lines()] if grid else [],
            "loose": sum(each.units for each in loose),
            "asked": asked,
            "listing": listing(request, known),
            "may_lay_out": officer.has_role(*LAYS_OUT),
        },
    )


def _ask(request: HttpRequest, place: Place) -> HttpResponse:
    officer = signed_in(request)
    form = RevealPlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with attempt(form, again="place") as done:
            acting.reveal_plan(act=act_for(request, form), place_id=place.id, reason=form.cleaned_data["reason"])
            done.ref = place.id
        if done.ref:
            return redirect("bays:plan", place.id)
    may = verdict(lambda: check_can_reveal_plan(officer, place, keepers=bays.keepers_at(place)))
    return show_form(request, "custody/bays/reveal.html", form=form, place=place, refusal=may.refusal)


def _bay(name: str, found: Mapping[str, Standing], *, at: datetime) -> Bay:
    here = found.get(name, Standing(units=0, due_at=None))
    left = None if here.due_at is None else (here.due_at - at).total_seconds() / 3600
    return Bay(
        name=name, units=here.units, hours_over=here.hours_over(at=at),
        is_soon=left is not None and 0 <= left < _SOON_HOURS,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*LAYS_OUT)
def lay_out(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Say how many bays a store has."""
    place = place_by_id(place_id=place_id)
    known = bays.grid_of(place)
    form = LayOutForm(
        request.POST or None, initial={} if known is None else {"rows": known.rows, "columns": known.columns}
    )
    if form.is_valid():
        with attempt(form, again="layout") as done:
            said = form.cleaned_data
            made = acting.lay_out_bays(
                act=act_for(request, form), place_id=place.id, rows=said["rows"], columns=said["columns"]
            )
            done.ref = made.id
        if done.ref:
            return redirect("places:list")
    return show_form(request, "custody/bays/lay_out.html", form=form, place=place, known=known)


@require_http_methods(["GET", "POST"])
def shelve(request: HttpRequest) -> HttpResponse:
    """Say into which bay goods were put."""
    officer = signed_in(request)
    units = at_once(bays.to_shelve(may_be_given(officer)))
    form = ShelveForm(request.POST or None)
    form.fields["units"].offer(units, reader=officer)  # type: ignore[attr-defined]
    form.fields["units"].turn_to(request)  # type: ignore[attr-defined]
    if units_put := first_answer(request, form, again="units"):
        return redirect("bays:shelved", str(units_put[0]))
    if form.is_valid():
        with attempt(form, again="units") as done:
            acting.shelve_units(
                act=act_for(request, form), unit_ids=form.cleaned_data["units"], bay=form.cleaned_data["bay"]
            )
            done.ref = form.cleaned_data["units"]
        if done.ref:
            return redirect("bays:shelved", str(done.ref[0]))
    return show_form(request, "custody/bays/shelve.html", form=form, any_units=bool(units))


@require_GET
def shelved(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Say where goods stand now."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    is_mine = access.is_custodian(signed_in(request), unit)
    return TemplateResponse(
        request, "custody/bays/shelved.html",
        {"unit": unit, "bay": bays.bay_of(unit) if is_mine else "", "receipt": receipt_on(unit.stream_id)},
    )  # fmt: skip
