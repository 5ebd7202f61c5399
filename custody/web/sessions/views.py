"""Burns: what is coming, planning one, approving it, changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.deadlines.selectors import database_now, open_clocks
from custody.destruction.actions import sessions as destruction
from custody.destruction.attendance_permissions import HOSTS
from custody.destruction.law_permissions import WITNESSES, asks_designation
from custody.destruction.permissions import CANCELLERS
from custody.destruction.residue_permissions import DISPOSERS, WEIGHERS
from custody.destruction.selectors import gates, law
from custody.destruction.selectors import sessions as selectors
from custody.destruction.selectors import witnesses as drawing
from custody.destruction.selectors.access import (
    SEES_ORDERS,
    SEES_SESSIONS,
    facilities,
    knows_witnesses,
    session_for,
    visible_sessions,
)
from custody.destruction.selectors.attendances import attended
from custody.destruction.selectors.cautions import cautions_of
from custody.destruction.selectors.orders import units_without_session
from custody.destruction.selectors.outages import stands_still
from custody.destruction.selectors.residues import residues_of
from custody.destruction.selectors.tallies import mouth_of
from custody.destruction.tally_permissions import LOADERS
from custody.evidence.selectors.access import is_custodian
from custody.evidence.selectors.labels import visible_documents
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role
from custody.reports.words import ATTENDANCE_ANSWERS, ATTENDS_FOR, STATEMENTS
from custody.web.sessions.forms import ApproveForm, CancelForm, LeaveOutForm, PlanForm
from custody.web.sessions.words import STATE_TONES
from custody.web.shared.folding import in_groups
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.masks import mass_for
from custody.web.shared.paging import listing
from custody.web.shared.parts import Text
from custody.web.shared.repeats import first_answer
from custody.web.shared.words import CAUTIONS, DISPOSALS, RESIDUE_KINDS, SESSION_STATES

if TYPE_CHECKING:
    from custody.destruction.models import BurnResidue, BurnSession, Facility, ManifestLine
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

MOST_OFFERED = 120
_MEET_BURNS = (*SEES_SESSIONS, Role.WITNESS, Role.CREW, Role.STOREKEEPER, Role.OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One act on a burn that this officer may try now."""

    label: Text
    link: str
    variant: str = "secondary"


@require_GET
@requires_role(*_MEET_BURNS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the burns to come with their fill, and below them those that are over."""
    officer = signed_in(request)
    over = visible_sessions(officer).filter(state__in=["burnt", "cancelled", "aborted"])
    over = over.order_by("-starts_at", "code_word")
    return TemplateResponse(
        request,
        "custody/sessions/list.html",
        {
            "upcoming": [
                (each, SESSION_STATES[each.session.state], STATE_TONES[each.session.state])
                for each in selectors.sessions_upcoming(officer)
            ],
            "listing": listing(request, over, size=20),
            "states": SESSION_STATES,
            "may_plan": officer.has_role(Role.PLANNER),
            "planners": sorted(each.badge for each in officers_with_role(Role.PLANNER)),
            "may_see_orders": officer.has_role(*SEES_ORDERS),
            "may_see_pairs": officer.has_role(Role.AUDITOR, Role.INTERNAL_AFFAIRS),
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.PLANNER)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a burn; the goods with the oldest deadlines are ticked, up to what the furnace takes.

    With ``?seizure=`` those of one seizure stand in front, and they alone are ticked.
    """
    furnaces = facilities()
    asked = request.POST.get("facility") or request.GET.get("facility")
    furnace = next((each for each in furnaces if each.code_word == asked), furnaces[0] if furnaces else None)
    units = _by_deadline([unit for unit in units_without_session(signed_in(request)) if not unit.discrepancy_open])
    lot = request.GET.get("seizure", "")
    units.sort(key=lambda unit: str(unit.seizure_id) != lot)
    form = PlanForm(request.POST or None, initial={"facility": furnace.code_word if furnace else None})
    form.fields["facility"].choices = [(each.code_word, each.code_word) for each in furnaces]  # type: ignore[attr-defined]
    form.fields["units"].offer(units[:MOST_OFFERED])  # type: ignore[attr-defined]
    wanted = [unit for unit in units if str(unit.seizure_id) == lot] or units
    form.fields["units"].initial = _suggested(wanted[:MOST_OFFERED], furnace)
    if wanted is not units:
        form.fields["units"].help_text = _("The goods of the seizure are ticked, up to what the furnace takes")
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:session", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="session") as done:
            made = destruction.plan_session(
                act=act_for(request, form),
                facility=answers["facility"],
                starts_at=answers["starts_at"],
                unit_ids=answers["units"],
            )
            done.ref = made.id
        if done.ref:
            return redirect("sessions:session", done.ref)
    return show_form(
        request,
        "custody/sessions/plan.html",
        form=form,
        count=len(units),
        more=max(0, len(units) - MOST_OFFERED),
        cautions=_cautions(units[:MOST_OFFERED]),
        furnaces=furnaces,
        lot=lot if wanted is not units else "",
    )


@require_GET
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show a burn: its manifest, where its loads are, who signed, and what may be done now."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    lines, left = selectors.manifest(found), residues_of(found)
    signed = gates.attestations_of(found)
    planned_mg = sum(line.expected_mg or 0 for line in lines)
    return TemplateResponse(
        request,
        "custody/sessions/session.html",
        {
            "session": found,
            "state": SESSION_STATES[found.state],
            "tone": STATE_TONES[found.state],
            "fill": planned_mg * 100 // found.limit_mg,
            "tally": selectors.tally(found) if found.state == "approved" else None,
            "told": gates.told_of(found),
            "lines": in_groups(
                [(line, mass_for(officer, line.expected_mg)) for line in lines], named=lambda row: row[0].unit.label
            ),
            "witnesses": [
                (each.badge, STATEMENTS[signed[each.id].statement] if each.id in signed else None)
                for each in (found.witness_a, found.witness_b)
                if each is not None and knows_witnesses(officer, found, at=database_now())
            ],
            "announced_later": found.state == "approved" and not knows_witnesses(officer, found, at=database_now()),
            "attended": [(each, ATTENDS_FOR[each.attends_for], ATTENDANCE_ANSWERS[each.answer])
                         for each in attended([found.id])],
            "mouth": mouth_of(found),
            "cautions": _cautions([line.unit for line in lines])
            if found.state in ("planned", "approved") and officer.has_role(Role.PLANNER, Role.SUPERVISOR)
            else [],
            "stands_still": stands_still(found, now=database_now()),
            "residues": [
                (each, RESIDUE_KINDS[each.residue_kind], mass_for(officer, each.gross_mg),
                 DISPOSALS[each.disposal] if each.disposal else "")
                for each in left
            ],
            "steps": _steps(officer, found, lines, left, has_signed=officer.id in signed),
            "designations": drawing.designations_of(found)
            if knows_witnesses(officer, found, at=database_now())
            else [],
            "by_lot": found.witness_a_id is not None and drawing.named_by_lot(found),
            "documents": list(visible_documents(officer).filter(session=found).order_by("asked_at")),
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR)
def approve(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Approve a burn and name its two witnesses."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    form = ApproveForm(request.POST or None, seen=found.last_seq)
    holding = {key for line in selectors.manifest(found) for key in (line.unit.custodian_id, line.unit.co_custodian_id)}
    likely = [each.badge for each in officers_with_role(*WITNESSES) if each.id not in holding]
    for name in ("witness_a", "witness_b"):
        form.offer(name, likely)
    draw = drawing.newest_draw(found)
    if draw is not None:
        # The lot has chosen, and whoever names others than it did does so with their own hand.
        form.initial = {**form.initial, "witness_a": draw.witness_a.badge, "witness_b": draw.witness_b.badge}
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:session", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="session") as done:
            destruction.approve_session(
                act=act_for(request, form),
                session_id=found.id,
                witness_a_badge=answers["witness_a"],
                witness_b_badge=answers["witness_b"],
                expected_seq=answers["expected_seq"],
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    return show_form(
        request,
        "custody/sessions/approve.html",
        form=form,
        session=found,
        draw=draw,
        draws=drawing.draws_of(found),
        cautions=_cautions([line.unit for line in selectors.manifest(found)]),
        lot=CustodyForm(),
    )


@require_http_methods(["GET", "POST"])
def leave_out(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Take units out of a burn."""
    found = session_for(signed_in(request), session_id=session_id)
    form = LeaveOutForm(request.POST or None)
    form.fields["units"].offer(  # type: ignore[attr-defined]
        (line.unit for line in selectors.manifest(found)), reader=signed_in(request)
    )
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:session", ref)
    if form.is_valid():
        with attempt(form, again="session") as done:
            destruction.leave_out_units(
                act=act_for(request, form),
                session_id=found.id,
                unit_ids=form.cleaned_data["units"],
                reason=form.cleaned_data["reason"],
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    return show_form(request, "custody/sessions/leave_out.html", form=form, session=found)


@require_http_methods(["GET", "POST"])
@requires_role(*CANCELLERS)
def cancel(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Cancel a burn; its loads are ordered again and stay where they are."""
    found = session_for(signed_in(request), session_id=session_id)
    form = CancelForm(request.POST or None, seen=found.last_seq)
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:session", ref)
    if form.is_valid():
        with attempt(form, again="session") as done:
            destruction.cancel_session(
                act=act_for(request, form),
                session_id=found.id,
                reason=form.cleaned_data["reason"],
                expected_seq=form.cleaned_data["expected_seq"],
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    return show_form(request, "custody/sessions/cancel.html", form=form, session=found)


def _cautions(units: list[HandlingUnit]) -> list[tuple[HandlingUnit, Text]]:
    return [(each.unit, CAUTIONS[each.reason]) for each in cautions_of(units)]


def _by_deadline(units: list[HandlingUnit]) -> list[HandlingUnit]:
    """Return the units by the deadline that runs out first; those without one last."""
    due = {key: clocks[0].due_at for key, clocks in open_clocks(unit.id for unit in units).items()}
    return sorted(units, key=lambda unit: (unit.id not in due, due.get(unit.id, unit.seized_at), unit.label))


def _suggested(units: list[HandlingUnit], furnace: Facility | None) -> list[str]:
    """Return the first units that together are within what the furnace takes in one burn."""
    left = furnace.session_limit_mg if furnace else 0
    ticked = []
    for unit in units:
        left -= unit.gross_mg or 0
        if left < 0:
            break
        ticked.append(str(unit.id))
    return ticked


def may_designate(officer: Officer, found: BurnSession, lines: list[ManifestLine]) -> bool:
    """Say whether the officer is one who designates witnesses, and a law of the loads asks for it."""
    if not officer.has_role(Role.SUPERVISOR) or officer.id in (found.planner_id, found.approver_id):
        return False
    asked = law.asked_of([line.unit for line in lines])
    return any(asks_designation(each) for each in asked.values())


def _steps(
    officer: Officer, found: BurnSession, lines: list[ManifestLine], left: list[BurnResidue], *, has_signed: bool
) -> list[NextStep]:
    """Return what this officer may try now; the actions decide again."""

    def step(label: Text, name: str, variant: str = "secondary") -> NextStep:
        return NextStep(label=label, link=reverse(f"sessions:{name}", args=[found.id]), variant=variant)

    steps = []
    is_open = found.state in ("planned", "approved")
    holds = any(is_custodian(officer, line.unit) for line in lines)
    if found.state == "planned" and officer.has_role(Role.SUPERVISOR) and officer.id != found.planner_id:
        steps.append(step(_("Approve it"), "approve", "primary"))
    if is_open and may_designate(officer, found, lines):
        steps.append(step(_("Designate a witness"), "designate"))
    arrived = [line for line in lines if line.unit.custody_state == "at_furnace"]
    if found.state == "planned" and holds and arrived:
        steps.append(step(_("It burnt all the same"), "burn"))
    if found.state == "approved":
        waits = any(line.unit.custody_state == "stored" for line in lines)
        if officer.has_role(Role.CHECKER) and waits:
            steps.append(step(_("Check and stage the loads"), "stage", "primary"))
        if officer.has_role(Role.CHECKER) and any(line.staged_at is None for line in arrived):
            steps.append(step(_("Straight from the quay"), "fast_lane", "primary"))
        if officer.id in (found.witness_a_id, found.witness_b_id) and not has_signed:
            steps.append(step(_("Sign as witness"), "attest", "primary"))
        if officer.id in (found.witness_a_id, found.witness_b_id) and lines:
            steps.append(step(_("Refuse a unit"), "refuse"))
        watches = officer.id in (found.witness_a_id, found.witness_b_id)
        if arrived and officer.has_role(*LOADERS) and not watches:
            steps.append(step(_("What goes into the fire"), "tally", "primary"))
        if holds and arrived:
            steps.append(step(_("Record the burn"), "burn", "primary"))
            steps.append(step(_("It was broken off"), "abort"))
    if found.state == "approved" and officer.has_role(*SEES_SESSIONS, Role.WITNESS):
        steps.append(step(_("Lots before the fire"), "lots"))
    if found.state in ("approved", "burnt", "aborted") and officer.has_role(*HOSTS):
        steps.append(step(_("Who from outside stood by"), "attendance"))
    if found.state in ("burnt", "aborted") and officer.has_role(*WEIGHERS):
        steps.append(step(_("Weigh what is left of the burn"), "residue"))
    if found.state in ("burnt", "aborted") and officer.has_role(*DISPOSERS) and not left:
        steps.append(step(_("Nothing is left to be weighed"), "residue_none"))
    if officer.has_role(*DISPOSERS) and any(each.disposal is None for each in left):
        steps.append(step(_("Where what was left went"), "residue_gone"))
    if officer.has_role(Role.AUDITOR) and any(line.unit.custody_state == "destroyed" for line in lines):
        steps.append(step(_("Reconcile what has burnt"), "reconcile", "primary"))
    if is_open and lines and (holds or officer.has_role(*CANCELLERS)):
        steps.append(step(_("Take units out"), "leave_out"))
    if is_open and officer.has_role(*CANCELLERS):
        steps.append(step(_("Cancel the burn"), "cancel", "tertiary"))
    return steps
