"""What goes wrong at the fire, and the fast lane that leads to it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from custody.core.errors import NotFound
from custody.deadlines.selectors import database_now
from custody.destruction.actions import aborting, fastlane
from custody.destruction.selectors import sessions as selectors
from custody.destruction.selectors.access import session_for
from custody.destruction.selectors.tallies import mouth_of
from custody.destruction.selectors.weighings import earlier_weighings
from custody.evidence.selectors.access import is_custodian
from custody.organisation.roles import Role
from custody.organisation.selectors import scales
from custody.web.sessions.fire_forms import AbortForm, FastLaneForm, RefuseForm
from custody.web.sessions.forms import offer_beginning
from custody.web.sessions.words import OCCASIONS, staged_words
from custody.web.shared.forms import Words, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.masks import mass_for
from custody.web.shared.repeats import first_answer


@require_http_methods(["GET", "POST"])
def abort(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Record that a burn was broken off, and of each unit whether it burnt."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    units = [line.unit for line in selectors.manifest(found)]
    if not any(is_custodian(officer, unit) for unit in units) and request.method == "GET":
        raise NotFound
    form = AbortForm(request.POST or None, units=units)
    offer_beginning(form, mouth_of(found))
    form.fields["scale"].choices = [(each.code, Words(each.code)) for each in scales()]  # type: ignore[attr-defined]
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:session", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="session") as done:
            aborting.abort_burn(
                act=act_for(request, form),
                session_id=found.id,
                started_at=answers["started_at"] or database_now(),
                ended_at=answers["ended_at"] or database_now(),
                reason=answers["reason"],
                unusual_events=answers["unusual_events"],
                left=answers["left"],
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    return show_form(request, "custody/sessions/abort.html", form=form, session=found)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Let a witness refuse a unit, with all its earlier weights and counts side by side (R12)."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    if officer.id not in (found.witness_a_id, found.witness_b_id):
        raise NotFound
    units = [line.unit for line in selectors.manifest(found)]
    form = RefuseForm(request.POST or None)
    form.fields["unit"].choices = [(str(unit.id), Words(unit.label)) for unit in units]  # type: ignore[attr-defined]
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:session", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="session") as done:
            aborting.refuse_unit(
                act=act_for(request, form),
                session_id=found.id,
                unit_id=UUID(answers["unit"]),
                finding=answers["finding"],
                remark=answers["remark"] or None,
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    past = earlier_weighings(units)
    rows = [
        (unit, OCCASIONS.get(each.occasion, each.occasion), each.weighed_at, mass_for(officer, each.gross_mg),
         each.package_count)
        for unit in units for each in past[unit.id]
    ]  # fmt: skip
    return show_form(request, "custody/sessions/refuse.html", form=form, session=found, rows=rows)


@require_http_methods(["GET", "POST"])
@requires_role(Role.CHECKER)
def fast_lane(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Let the intake of a load count as its check, under an unbroken vehicle seal."""
    found = session_for(signed_in(request), session_id=session_id)
    lines = selectors.manifest(found)
    units = [line.unit for line in lines if line.unit.custody_state == "at_furnace" and line.staged_at is None]
    form = FastLaneForm(request.POST or None, units=units)
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:session", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="session") as done:
            answer = fastlane.stage_on_intake(
                act=act_for(request, form),
                session_id=found.id,
                vehicle_seal=answers["vehicle_seal"],
                seals=answers["seals"],
            )
            tell = messages.warning if answer.refused else messages.success
            tell(request, staged_words(answer))
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    return show_form(request, "custody/sessions/fast_lane.html", form=form, session=found, count=len(units))
