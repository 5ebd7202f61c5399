"""The lottery before the fire, the lot that chooses the witnesses, and who is designated as one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.deadlines.selectors import database_now
from custody.destruction.actions import lottery, witnesses
from custody.destruction.selectors import gates, lotteries
from custody.destruction.selectors import sessions as selectors
from custody.destruction.selectors import witnesses as meeting
from custody.destruction.selectors.access import SEES_SESSIONS, session_for
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role
from custody.web.sessions.fire_forms import LotsForm, UnfreezeForm
from custody.web.sessions.forms import DesignateForm
from custody.web.sessions.words import LOTS, YEAR
from custody.web.shared.exceptional import LOT_TESTS
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer


@require_GET
@requires_role(*SEES_SESSIONS, Role.WITNESS)
def lots(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show what was drawn, what was tested, and once all is, the seed."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    drawn = lotteries.lottery_of(found)
    lines = selectors.manifest(found)
    tickets = lotteries.tickets_of(drawn)
    return TemplateResponse(
        request,
        "custody/sessions/lots.html",
        {
            "session": found,
            "lottery": drawn,
            "unchecked": [line.unit for line in lines if line.staged_at is None],
            "tickets": [(each, LOTS[each.why], LOT_TESTS.get(each.result or "")) for each in tickets],
            "waiting": sum(1 for each in tickets if each.result is None and not each.left_out),
            "may_draw": officer.has_role(Role.CHECKER) and drawn is None and found.state == "approved" and lines,
            "may_test": officer.has_role(Role.CHECKER) and found.state == "approved",
            "may_unfreeze": officer.has_role(Role.SUPERVISOR)
            and found.frozen_at is not None
            and officer.id not in (found.planner_id, found.approver_id),
            "form": CustodyForm(),
        },
    )


@require_POST
@requires_role(Role.CHECKER)
def draw(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Lock the list and draw."""
    found = session_for(signed_in(request), session_id=session_id)
    form = CustodyForm(request.POST)
    if form.is_valid():
        with attempt(form, again="session"):
            lottery.draw_lottery(act=act_for(request, form), session_id=found.id)
    for each in form.non_field_errors():
        messages.error(request, str(each))
    return redirect("sessions:lots", found.id)


@require_http_methods(["GET", "POST"])
@requires_role(Role.CHECKER)
def test(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Record what the tests of drawn units showed."""
    found = session_for(signed_in(request), session_id=session_id)
    waiting = lotteries.waiting_tickets(found)
    units = [line.unit for line in gates.lines_with_units(found) if line.unit_id in waiting]
    form = LotsForm(request.POST or None, units=units)
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:lots", ref)
    if form.is_valid():
        with attempt(form, again="session") as done:
            answer = lottery.record_tests(
                act=act_for(request, form),
                session_id=found.id,
                witness_badge=form.cleaned_data["witness"],
                tests=form.cleaned_data["tests"],
            )
            if answer.negative:
                labels = ", ".join(unit.label for unit in answer.negative)
                messages.error(
                    request, translate("Stop: %(labels)s is not what it should be. The burn is frozen.") % {
                        "labels": labels})  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("sessions:lots", found.id)
    return show_form(request, "custody/sessions/test.html", form=form, session=found, count=len(units))


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR)
def unfreeze(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Let a frozen burn go on."""
    found = session_for(signed_in(request), session_id=session_id)
    form = UnfreezeForm(request.POST or None, seen=found.last_seq)
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:session", ref)
    if form.is_valid():
        with attempt(form, again="session") as done:
            lottery.unfreeze_session(
                act=act_for(request, form),
                session_id=found.id,
                reason=form.cleaned_data["reason"],
                expected_seq=form.cleaned_data["expected_seq"],
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    return show_form(request, "custody/sessions/unfreeze.html", form=form, session=found)


@require_POST
@requires_role(Role.SUPERVISOR)
def draw_witnesses(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Draw two witnesses by lot; the page that approves then suggests them."""
    found = session_for(signed_in(request), session_id=session_id)
    form = CustodyForm(request.POST)
    if form.is_valid():
        with attempt(form, again="session"):
            witnesses.draw_witnesses(act=act_for(request, form), session_id=found.id)
    for each in form.non_field_errors():
        messages.error(request, str(each))
    return redirect("sessions:approve", found.id)


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR)
def designate(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Designate an officer as a witness of this burn, where a law of its loads asks for it."""
    found = session_for(signed_in(request), session_id=session_id)
    form = DesignateForm(request.POST or None)
    likely = [each.badge for each in officers_with_role(Role.WITNESS) if not each.has_role(Role.SUPERVISOR)]
    form.offer("witness", likely)
    if first_answer(request, form, again="session"):
        return redirect("sessions:session", found.id)
    if form.is_valid():
        with attempt(form, again="session") as done:
            witnesses.designate_witness(
                act=act_for(request, form), session_id=found.id, badge=form.cleaned_data["witness"]
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    return show_form(request, "custody/sessions/designate.html", form=form, session=found)


@require_GET
@requires_role(Role.AUDITOR, Role.INTERNAL_AFFAIRS)
def together(request: HttpRequest) -> HttpResponse:
    """Show who met whom more often than chance in the last year, on burns and journeys."""
    pairs = meeting.who_meets_whom(since=database_now() - YEAR)
    return TemplateResponse(
        request,
        "custody/sessions/together.html",
        {
            "pairs": [
                (each, round(float(each.expected), 1), max(1, round(1 / float(each.chance))))
                for each in pairs[:50]
            ],
        },
    )
