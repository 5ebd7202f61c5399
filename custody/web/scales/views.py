"""Scales: which there are, which weigh right today, and who said so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.deadlines.selectors import database_now
from custody.evidence.selectors.scale_effects import effect_of_scale
from custody.organisation.actions import register as registering
from custody.organisation.actions import scales as actions
from custody.organisation.roles import Role
from custody.organisation.selectors import calibration as selectors
from custody.organisation.selectors.calibration import SCALE_READERS
from custody.web.scales.forms import DecideForm, RegisterForm, ReportForm, WithdrawForm
from custody.web.scales.words import AS_FOUND, STANDINGS, STATES
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from custody.organisation.models import Scale

REPORTS = (Role.ADMINISTRATOR, Role.SUPERVISOR)
WITHDRAWS = (*REPORTS, Role.STOREKEEPER, Role.OFFICER, Role.SAMPLER, Role.CHECKER)


@require_GET
@requires_role(*SCALE_READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the scales, and how each stands."""
    officer, at = signed_in(request), database_now()
    page = listing(request, list(selectors.visible_scales(officer).order_by("code")))
    rows = [(each, *STANDINGS[selectors.standing_of(each, at=at)]) for each in page.rows]
    return TemplateResponse(
        request,
        "custody/scales/list.html",
        {"listing": page, "rows": rows, "may_register": officer.has_role(Role.ADMINISTRATOR)},
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def register(request: HttpRequest) -> HttpResponse:
    """Register a scale. It is not calibrated before two people say so."""
    form = RegisterForm(request.POST or None)
    if ref := first_answer(request, form, again="scale"):
        return redirect("scales:scale", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="scale") as done:
            made = registering.register_scale(
                act=act_for(request, form),
                code=answers["code"].upper(),
                capacity_mg=answers["capacity"],
                division_mg=answers["division"],
                accuracy_class=answers["accuracy_class"],
            )
            done.ref = made.id
        if done.ref:
            return redirect("scales:scale", done.ref)
    return show_form(request, "custody/scales/register.html", form=form)


@require_GET
@requires_role(*SCALE_READERS)
def scale(request: HttpRequest, scale_id: UUID) -> HttpResponse:
    """Show a scale with its calibrations."""
    officer = signed_in(request)
    found = selectors.scale_for(officer, scale_id=scale_id)
    history = [(each, *STATES[each.state], AS_FOUND[each.as_found]) for each in selectors.history_of(found)]
    standing, tone = STANDINGS[selectors.standing_of(found, at=database_now())]
    return TemplateResponse(
        request,
        "custody/scales/scale.html",
        {
            "scale": found,
            "standing": standing,
            "tone": tone,
            "history": history,
            "may_report": officer.has_role(*REPORTS) and all(each[0].state != "reported" for each in history),
            "may_decide": officer.has_role(*REPORTS),
            "may_withdraw": officer.has_role(*WITHDRAWS) and found.withdrawn_at is None,
            "officer": officer,
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(*REPORTS)
def report(request: HttpRequest, scale_id: UUID) -> HttpResponse:
    """Report a calibration for another person to confirm."""
    found = selectors.scale_for(signed_in(request), scale_id=scale_id)
    form = ReportForm(request.POST or None, seen=found.last_seq, initial={"accuracy_class": found.accuracy_class})
    if first_answer(request, form, again="scale"):
        return redirect("scales:scale", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="scale") as done:
            actions.report_calibration(
                act=act_for(request, form),
                scale_id=found.id,
                **{name: answers[name] for name in ("certificate", "calibrated_on", "valid_until", "accuracy_class")},
                as_found=answers["as_found"],
                expected_seq=answers["expected_seq"],
            )
            done.ref = found.id
            messages.success(request, translate("Another person must confirm it now"))
        if done.ref:
            return redirect("scales:scale", found.id)
    return show_form(request, "custody/scales/report.html", form=form, scale=found, effect=effect_rows(found))


@require_http_methods(["GET", "POST"])
@requires_role(*REPORTS)
def decide(request: HttpRequest, calibration_id: UUID) -> HttpResponse:
    """Confirm a calibration that somebody else reported, or not."""
    found = selectors.calibration_for(signed_in(request), calibration_id=calibration_id)
    form = DecideForm(request.POST or None)
    if first_answer(request, form, again="scale"):
        return redirect("scales:scale", found.scale_id)
    if form.is_valid():
        with attempt(form, again="scale") as done:
            actions.decide_calibration(
                act=act_for(request, form), calibration_id=found.id, approve=form.cleaned_data["answer"] == "yes"
            )
            done.ref = found.scale_id
        if done.ref:
            return redirect("scales:scale", found.scale_id)
    return show_form(
        request, "custody/scales/decide.html", form=form, calibration=found, as_found=AS_FOUND[found.as_found],
        effect=effect_rows(found.scale),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*WITHDRAWS)
def withdraw(request: HttpRequest, scale_id: UUID) -> HttpResponse:
    """Take a scale out of use."""
    found = selectors.scale_for(signed_in(request), scale_id=scale_id)
    form = WithdrawForm(request.POST or None, seen=found.last_seq)
    if first_answer(request, form, again="scale"):
        return redirect("scales:scale", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="scale") as done:
            actions.withdraw_scale(
                act=act_for(request, form),
                scale_id=found.id,
                reason=answers["reason"],
                expected_seq=answers["expected_seq"],
            )
            done.ref = found.id
        if done.ref:
            return redirect("scales:scale", found.id)
    return show_form(
        request, "custody/scales/withdraw.html", form=form, scale=found, effect=effect_rows(found, withdraws=True)
    )


def effect_rows(scale: Scale, *, withdraws: bool = False) -> list[SummaryRow]:
    """Return which weights hang on a scale, and what is left to weigh on where it is taken out of use."""
    effect = effect_of_scale(scale, at=database_now())
    rows = [
        SummaryRow(label=_("Units here that were weighed last on it"), value=effect.units),
        SummaryRow(label=_("Of these since it was calibrated last"), value=effect.since),
        SummaryRow(label=_("Weights that were read on it"), value=_("Stay as they are. Who doubts one weighs anew")),
    ]
    if withdraws:
        left = ", ".join(effect.left) or _("None: what is weighed from now on is marked")
        rows.append(SummaryRow(label=_("Calibrated scales that are left"), value=left))
    return rows
