"""Transports: planned, escorted, on their way, standing still, arrived. One tap for what a crew says on the road."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.clock_kinds import ClockType
from custody.core.verdicts import verdict
from custody.deadlines.selectors import database_now, open_clocks
from custody.evidence import permissions_of_command
from custody.evidence.actions import mission as acts
from custody.evidence.actions.mission_load import name_load
from custody.evidence.selectors.access import visible_transfers
from custody.evidence.selectors.holding import located, my_custody
from custody.evidence.selectors.missions import (
    convoy_seen,
    loads_of,
    mission_for,
    unexplained_stops,
    unnamed,
)
from custody.evidence.selectors.timeline import is_gap_of_mission, people_in
from custody.ledger.selectors import told
from custody.web.mission.forms import ArriveForm, EscortAnswerForm, LoadForm, PlanForm, ReasonForm, StopForm
from custody.web.mission.going_on import seals_aboard
from custody.web.mission.transports import STATES
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.parts import Entry
from custody.web.shared.repeats import first_answer
from custody.web.shared.telling import sentence_of
from custody.web.shared.units import at_once
from custody.web.shared.words import LOAD_STATES

if TYPE_CHECKING:
    from custody.evidence.models import Mission
    from custody.organisation.models import Officer

_STORY = 100


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a transport."""
    form = PlanForm(request.POST or None)
    if ref := first_answer(request, form, again="mission"):
        return redirect("mission:mission", ref)
    if form.is_valid():
        names = ("driver_badge", "second_badge", "vehicle", "escort", "planned_minutes")
        with attempt(form, again="mission") as done:
            done.ref = acts.plan_mission(
                act=act_for(request, form), **{name: form.cleaned_data[name] for name in names}
            ).id
        if done.ref:
            return redirect("mission:mission", done.ref)
    return show_form(request, "custody/mission/plan.html", form=form)


@require_GET
def mission(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Show a transport, and what the officer may say of it now."""
    return _page(request, mission_id, CustodyForm())


@require_POST
def escort(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Say that the escort has said yes."""
    return _one_tap(request, mission_id, acts.confirm_escort)


@require_POST
def begin(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Say that the crew is on its way."""
    return _one_tap(request, mission_id, acts.begin_mission)


@require_POST
def check_in(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Give a sign of life."""
    return _one_tap(request, mission_id, acts.check_in)


@require_http_methods(["GET", "POST"])
def arrive(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Say that it has arrived, and what of its load is not here."""
    officer = signed_in(request)
    found = mission_for(officer, mission_id=mission_id)
    form = ArriveForm(request.POST or None)
    if first_answer(request, form, again="mission"):
        return redirect("mission:mission", found.id)
    aboard = [each.unit for each in loads_of(found) if each.state == "carried"]
    form.offer_load(aboard, reader=officer)
    if form.is_valid():
        with attempt(form, again="mission") as done:
            done.ref = acts.end_mission(act=act_for(request, form), mission_id=found.id, missing=form.lost()).id
        if done.ref:
            return redirect("mission:mission", found.id)
    return show_form(request, "custody/mission/arrive.html", form=form, mission=found, aboard=aboard)


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Name what goes with it."""
    officer = signed_in(request)
    found = mission_for(officer, mission_id=mission_id)
    form = LoadForm(request.POST or None)
    if first_answer(request, form, again="mission"):
        return redirect("mission:mission", found.id)
    offers = visible_transfers(officer).filter(state="offered", purpose="departure").order_by("-offered_at")
    form.offer_load(at_once(unnamed(located(my_custody(officer)))), offers[:_STORY], reader=officer)
    if "units" in form.fields:
        form.fields["units"].turn_to(request)  # type: ignore[attr-defined]
    if form.is_valid():
        with attempt(form, again="mission") as done:
            done.ref = name_load(
                act=act_for(request, form), mission_id=found.id, unit_ids=form.cleaned_data.get("units", ()),
                transfer_ids=form.cleaned_data.get("transfers", ()),
            ).id  # fmt: skip
        if done.ref:
            return redirect("mission:mission", found.id)
    return show_form(request, "custody/mission/load.html", form=form, mission=found,
                     anything=bool({"units", "transfers"} & form.fields.keys()))


@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Say that it stands still, and why; or why later."""
    return _with_reason(request, mission_id, acts.stop_mission, template="custody/mission/stop.html", kind=StopForm)


@require_http_methods(["GET", "POST"])
def explain(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Tell the reason of a stop that has none."""
    return _with_reason(request, mission_id, acts.explain_stop, template="custody/mission/explain.html")


@require_http_methods(["GET", "POST"])
def unescorted(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Say who let it go without its escort, and why."""
    return _with_reason(
        request, mission_id, acts.answer_for_escort, template="custody/mission/unescorted.html", kind=EscortAnswerForm
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Call a planned transport off."""
    return _with_reason(request, mission_id, acts.cancel_mission, template="custody/mission/cancel.html")


def _one_tap(request: HttpRequest, mission_id: UUID, act: Callable[..., Mission]) -> HttpResponse:
    found = mission_for(signed_in(request), mission_id=mission_id)
    form = CustodyForm(request.POST)
    if form.is_valid():
        with attempt(form, again="mission") as done:
            done.ref = act(act=act_for(request, form), mission_id=found.id).id
        if done.ref:
            return redirect("mission:mission", found.id)
    return _page(request, mission_id, form)


def _with_reason(
    request: HttpRequest,
    mission_id: UUID,
    act: Callable[..., Mission],
    *,
    template: str,
    kind: type[CustodyForm] = ReasonForm,
) -> HttpResponse:
    found = mission_for(signed_in(request), mission_id=mission_id)
    form = kind(request.POST or None)
    if first_answer(request, form, again="mission"):
        return redirect("mission:mission", found.id)
    if form.is_valid():
        with attempt(form, again="mission") as done:
            said = {name: form.cleaned_data[name] for name in ("decided_badge", "reason") if name in form.fields}
            done.ref = act(act=act_for(request, form), mission_id=found.id, **said).id
        if done.ref:
            return redirect("mission:mission", found.id)
    return show_form(request, template, form=form, mission=found)


def _page(request: HttpRequest, mission_id: UUID, form: CustodyForm) -> HttpResponse:
    officer = signed_in(request)
    found = mission_for(officer, mission_id=mission_id)
    clocks = open_clocks([found.id]).get(found.id, [])
    due = [clock.due_at for clock in clocks if clock.clock_type == ClockType.CHECK_IN]
    return show_form(
        request,
        "custody/mission/mission.html",
        form=form,
        mission=found,
        word=STATES[found.state],
        convoy=convoy_seen(officer, found),
        may=_may(officer, found),
        check_in_by=min(due, default=None),
        is_late=any(each < database_now() for each in due),
        loads=[(each, LOAD_STATES[each.state]) for each in loads_of(found)],
        reads_seals=found.state == "stopped" and bool(seals_aboard(found)),
        owes_reason=bool(unexplained_stops(found)),
        entries=_entries(found),
    )


def _may(officer: Officer, found: Mission) -> set[str]:
    """Return the names of the acts that the officer may do with the transport now."""
    crew = {
        "begin": ("planned",), "check_in": ("moving", "stopped"), "stop": ("moving",), "go_on": ("stopped",),
        "arrive": ("moving", "stopped"), "explain": ("moving", "stopped", "arrived"),
    }  # fmt: skip
    checks: dict[str, Callable[[], object]] = {
        name: (lambda states=states: permissions_of_command.check_is_crew(officer, found, states=states))  # type: ignore[misc]
        for name, states in crew.items()
    }
    checks["load"] = lambda: permissions_of_command.check_can_name(officer, found)
    checks["escort"] = lambda: permissions_of_command.check_can_confirm_escort(officer, found)
    checks["unescorted"] = lambda: permissions_of_command.check_can_answer_for_escort(officer, found)
    checks["cancel"] = lambda: permissions_of_command.check_can_cancel_mission(officer, found)
    return {name for name, check in checks.items() if verdict(check).ok}


def _entries(found: Mission) -> list[Entry]:
    lines = told([found.stream_id], limit=_STORY)
    badges = people_in(lines)
    return [
        Entry(
            sentence=sentence_of(line),
            tone="danger" if is_gap_of_mission(line) else "neutral",
            is_gap=is_gap_of_mission(line),
            at=line.values.get("effective_at", line.recorded_at),
            badge=badges.get(line.actor, ""),
            receipt=line.leaf_hash[:8],
        )
        for line in lines
    ]
