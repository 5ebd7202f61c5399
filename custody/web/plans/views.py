"""Plans of burns: the list, making one, reading it, approving or refusing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.destruction.actions import plans as actions
from custody.destruction.selectors import plans as selectors
from custody.organisation.roles import Role
from custody.web.plans.forms import RefuseForm
from custody.web.plans.words import LAYERS, STATE_TONES, STATES, sentence_words
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.masks import load_for
from custody.web.shared.paging import listing
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.slot_words import UNFILLED, grouped

if TYPE_CHECKING:
    from custody.destruction.plan_models import BurnPlan
    from custody.organisation.models import Officer


@require_GET
@requires_role(*selectors.SEES_PLANS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the plans, the newest first."""
    return _overview(request, OneButton())


@require_POST
@requires_role(Role.PLANNER)
def make(request: HttpRequest) -> HttpResponse:
    """Make a plan from what lies here now."""
    form = OneButton(request.POST)
    if ref := first_answer(request, form, again="plan"):
        return redirect("plans:plan", ref)
    if form.is_valid():
        with attempt(form, again="plan") as done:
            made = actions.make_plan(act=act_for(request, form), jurisdiction=settings.CUSTODY_JURISDICTION)
            done.ref = made.id
        if done.ref:
            return redirect("plans:plan", done.ref)
    return _overview(request, form)


@require_GET
@requires_role(*selectors.SEES_PLANS)
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan: what burns when, which slots stay empty and why, and one sentence for every lot."""
    officer = signed_in(request)
    found = selectors.plan_for(officer, plan_id=plan_id)
    lines = selectors.lines_of(found)
    told = listing(request, found.sentences)
    empty: dict[str, int] = {}
    for line in lines:
        if line.reason is not None:
            empty[line.reason] = empty.get(line.reason, 0) + 1
    return TemplateResponse(
        request,
        "custody/plans/plan.html",
        {
            "plan": found,
            "layer": LAYERS.get(found.layer, found.layer),
            "state": STATES[found.state],
            "tone": STATE_TONES[found.state],
            "planned": load_for(officer, found.planned_mg),
            "left": load_for(officer, found.left_mg),
            "risk": grouped(found.risk_hours),
            "idle": grouped(found.idle_risk_hours),
            "sessions": [
                (line.slot, len(line.unit_ids), line.planned_mg * 100 // line.slot.limit_mg)
                for line in lines
                if line.reason is None
            ],
            "empty": sorted(((UNFILLED[name], count) for name, count in empty.items()), key=lambda row: -row[1]),
            "told": [(each["lot"], each["units"], sentence_words(each)) for each in told.rows],
            "listing": told,
            "may_decide": _may_decide(officer, found),
            "receipt": receipt_on(found.stream_id),
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR)
def approve(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Approve a plan: its burns are booked at once."""
    found = selectors.plan_for(signed_in(request), plan_id=plan_id)
    form = OneButton(request.POST or None)
    if first_answer(request, form, again="plan"):
        return redirect("plans:plan", found.id)
    if form.is_valid():
        with attempt(form, again="plan") as done:
            actions.approve_plan(act=act_for(request, form), plan_id=found.id)
            done.ref = found.id
        if done.ref:
            return redirect("plans:plan", found.id)
    return show_form(request, "custody/plans/approve.html", form=form, plan=found)


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR)
def refuse(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Refuse a plan, with the reason."""
    found = selectors.plan_for(signed_in(request), plan_id=plan_id)
    form = RefuseForm(request.POST or None)
    if first_answer(request, form, again="plan"):
        return redirect("plans:plan", found.id)
    if form.is_valid():
        with attempt(form, again="plan") as done:
            actions.refuse_plan(act=act_for(request, form), plan_id=found.id, reason=form.cleaned_data["reason"])
            done.ref = found.id
        if done.ref:
            return redirect("plans:plan", found.id)
    return show_form(request, "custody/plans/refuse.html", form=form, plan=found)


def _overview(request: HttpRequest, form: OneButton) -> HttpResponse:
    officer = signed_in(request)
    page = listing(request, selectors.visible_plans(officer), size=20)
    rows: list[Any] = [(each, STATES[each.state], STATE_TONES[each.state]) for each in page.rows]
    return show_form(
        request, "custody/plans/list.html", form=form, listing=page, rows=rows, may_make=officer.has_role(Role.PLANNER)
    )


def _may_decide(officer: Officer, found: BurnPlan) -> bool:
    return found.state == "made" and officer.has_role(Role.SUPERVISOR) and officer.id != found.planner_id
