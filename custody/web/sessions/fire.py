"""At the fire and after it: the independent check, the witnesses, the record of the burn, the reconciliation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.errors import NotFound
from custody.deadlines.selectors import database_now
from custody.destruction.actions import burning, staging, told
from custody.destruction.actions import reconcile as destruction
from custody.destruction.selectors import gates
from custody.destruction.selectors import sessions as selectors
from custody.destruction.selectors.access import session_for
from custody.destruction.selectors.tallies import mouth_of
from custody.organisation.roles import Role
from custody.organisation.selectors import scales
from custody.reports.words import STATEMENTS
from custody.web.sessions.forms import AttestForm, BurnForm, ReconcileForm, StageForm, offer_beginning
from custody.web.sessions.words import staged_words
from custody.web.shared.forms import Words, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.masks import mass_for
from custody.web.shared.receipts import receipt_on
from custody.web.shared.reconciled import reconciled_words
from custody.web.shared.repeats import first_answer


@require_http_methods(["GET", "POST"])
@requires_role(Role.CHECKER)
def stage(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Check the loads of a burn on one page: seal, weight and count of each."""
    found = session_for(signed_in(request), session_id=session_id)
    lines = [line for line in selectors.manifest(found) if line.unit.custody_state == "stored"]
    form = StageForm(request.POST or None, lines=lines)
    form.fields["scale"].choices = [(each.code, Words(each.code)) for each in scales()]  # type: ignore[attr-defined]
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:session", ref)
    if form.is_valid():
        with attempt(form, again="session") as done:
            answer = staging.stage_units(
                act=act_for(request, form), session_id=found.id, checks=form.cleaned_data["checks"]
            )
            tell = messages.warning if answer.refused else messages.success
            tell(request, staged_words(answer))
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    return show_form(request, "custody/sessions/stage.html", form=form, session=found, count=len(lines))


@require_http_methods(["GET", "POST"])
def attest(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Sign what the witness saw burn, each on their own sign-in."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    if officer.id not in (found.witness_a_id, found.witness_b_id):
        raise NotFound
    form = AttestForm(request.POST or None)
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:attested", ref)
    if form.is_valid():
        with attempt(form, again="session") as done:
            burning.attest_burn(
                act=act_for(request, form), session_id=found.id, statement=form.cleaned_data["statement"]
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:attested", found.id)
    lines = selectors.manifest(found)
    return show_form(
        request,
        "custody/sessions/attest.html",
        form=form,
        session=found,
        lines=[(line.unit, mass_for(officer, line.staged_mg)) for line in lines],
    )


@require_GET
def attested(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Say what the witness signed."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    signed = gates.attestations_of(found).get(officer.id)
    if signed is None:
        raise NotFound
    return TemplateResponse(
        request,
        "custody/sessions/attested.html",
        {
            "session": found,
            "said": STATEMENTS[signed.statement],
            "at": signed.attested_at,
            "receipt": receipt_on(found.stream_id),
        },
    )


@require_http_methods(["GET", "POST"])
def burn(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Record what burnt, when, and what was unusual."""
    found = session_for(signed_in(request), session_id=session_id)
    form = BurnForm(request.POST or None)
    form.fields["left_out"].offer(  # type: ignore[attr-defined]
        (line.unit for line in selectors.manifest(found)), reader=signed_in(request)
    )
    mouth = mouth_of(found)
    offer_beginning(form, mouth)
    if mouth.is_signed:
        del form.fields["without_tally"]
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:done", ref)
    if form.is_valid():
        answers = form.cleaned_data
        times = {name: answers[name] or database_now() for name in ("started_at", "ended_at")}
        with attempt(form, again="session") as done:
            if answers["all_the_same"]:
                done.ref = told.tell_burn(
                    act=act_for(request, form), session_id=found.id, reason=answers["all_the_same"], **times
                ).id
                return redirect("sessions:session", found.id)
            burning.record_burn(
                act=act_for(request, form),
                session_id=found.id,
                **times,
                unusual_events=answers["unusual_events"],
                method=answers["method"],
                left_out=answers["left_out"],
                without_tally=answers.get("without_tally"),
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:done", found.id)
    signed = gates.attestations_of(found)
    return show_form(
        request,
        "custody/sessions/burn.html",
        form=form,
        session=found,
        unsigned=[each.badge for each in (found.witness_a, found.witness_b) if each and each.id not in signed],
    )


@require_GET
def done(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Say what was destroyed, between which times, before whom."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    if found.state != "burnt":
        return redirect("sessions:session", found.id)
    return TemplateResponse(
        request,
        "custody/sessions/done.html",
        {
            "session": found,
            "count": len(selectors.manifest(found)),
            "mass": mass_for(officer, found.burnt_mg),
            "receipt": receipt_on(found.stream_id),
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.AUDITOR)
def reconcile(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Reconcile what of a burn was destroyed, in one act."""
    found = session_for(signed_in(request), session_id=session_id)
    destroyed = [line.unit for line in selectors.manifest(found) if line.unit.custody_state == "destroyed"]
    form = ReconcileForm(request.POST or None)
    form.fields["units"].offer(destroyed, ticked=True)  # type: ignore[attr-defined]
    if first_answer(request, form, again="reconciled") != "":
        return redirect("sessions:session", found.id)
    if form.is_valid():
        with attempt(form, again="reconciled"):
            answer = destruction.reconcile_units(act=act_for(request, form), unit_ids=form.cleaned_data["units"])
            messages.success(request, reconciled_words(answer))
        if not form.errors:
            return redirect("sessions:session", found.id)
    return show_form(request, "custody/sessions/reconcile.html", form=form, session=found, destroyed=bool(destroyed))
