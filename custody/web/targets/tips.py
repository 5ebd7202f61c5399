"""Tips: a handler's own, one of them, and who gave it, after the look was recorded."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.verdicts import verdict
from custody.deadlines.selectors import database_now
from custody.evidence import target_permissions
from custody.evidence.actions import tips as acts
from custody.evidence.selectors import targets as reads
from custody.organisation.roles import Role
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.repeats import first_answer
from custody.web.shared.showing import shown_until
from custody.web.targets import words
from custody.web.targets.forms import EntrustForm, LookForm, TipForm

KEEPS = (Role.SOURCE_HANDLER, Role.INTERNAL_AFFAIRS)


@require_GET
@requires_role(*KEEPS)
def tips(request: HttpRequest) -> HttpResponse:
    """List a handler's own tips; internal affairs see all, and no source."""
    officer = signed_in(request)
    rows = reads.visible_tips(officer).order_by("-recorded_at", "pk")
    may_record = verdict(lambda: target_permissions.check_can_handle_sources(officer)).ok
    return TemplateResponse(
        request, "custody/targets/tips.html", {"listing": listing(request, rows), "may_record": may_record}
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.SOURCE_HANDLER)
def record(request: HttpRequest) -> HttpResponse:
    """Record a tip."""
    form = TipForm(request.POST or None)
    if form.is_valid():
        with attempt(form, again="tip") as done:
            done.ref = acts.record_tip(act=act_for(request, form), **{
                name: form.cleaned_data[name] for name in ("source", "reliability", "credibility")}).id
        if done.ref:
            return redirect("targets:tip", done.ref)
    return show_form(request, "custody/targets/record_tip.html", form=form)


@require_GET
def tip(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Show a tip: its grade, what was opened from it; who gave it is masked unless a reveal to its handler lasts."""
    officer = signed_in(request)
    found = reads.tip_for(officer, tip_id=tip_id)
    seen = reads.source_seen(officer, found)
    return TemplateResponse(request, "custody/targets/tip.html", {
        "tip": found,
        "words": words,
        "seen": seen,
        "shown": shown_until(seen, at=database_now()),
        "may_read": verdict(lambda: target_permissions.check_can_read_source(officer, found)).ok,
        "targets": reads.visible_targets(officer).filter(tip=found).order_by("opened_at", "pk"),
        "looks": reads.looks_at_source(found) if officer.has_role(*reads.SEES_LOOKS) else None,
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Show who gave a tip, after it was recorded who looks and why."""
    found = reads.tip_for(signed_in(request), tip_id=tip_id)
    form = LookForm(request.POST or None)
    if form.is_valid():
        with attempt(form, again="tip") as done:
            acts.reveal_source(act=act_for(request, form), tip_id=found.id, reason=form.cleaned_data["reason"])
            done.ref = found.id
        if done.ref:
            return redirect("targets:tip", found.id)
    return show_form(request, "custody/targets/source.html", form=form, tip=found)


@require_http_methods(["GET", "POST"])
def entrust(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Give a tip to another handler."""
    found = reads.tip_for(signed_in(request), tip_id=tip_id)
    form = EntrustForm(request.POST or None)
    if first_answer(request, form, again="tip"):
        return redirect("targets:tips")
    if form.is_valid():
        with attempt(form, again="tip") as done:
            acts.entrust_tip(act=act_for(request, form), tip_id=found.id,
                             handler_badge=form.cleaned_data["handler_badge"], reason=form.cleaned_data["reason"])
            done.ref = found.id
        if done.ref:
            return redirect("targets:tips")
    return show_form(request, "custody/targets/entrust.html", form=form, tip=found)
