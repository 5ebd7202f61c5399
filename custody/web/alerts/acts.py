"""What can be done with an alert, one act a view; and which of them a page offers to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from custody.alerts import permissions, selectors
from custody.alerts.actions import close as closing
from custody.alerts.actions import pass_on as passing
from custody.alerts.actions import silence as silencing
from custody.alerts.actions.acknowledge import extend as extend_alert
from custody.alerts.permissions import READERS
from custody.alerts.rules import RULES_BY_CODE
from custody.core.verdicts import verdict
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role
from custody.web.alerts.forms import (
    ApproveForm,
    CloseForm,
    ConfirmCloseForm,
    EndSilenceForm,
    ExtendForm,
    NoiseForm,
    NoteForm,
    PassOnForm,
    ProposeCloseForm,
    SilenceForm,
)
from custody.web.alerts.page import Offered, show_alert
from custody.web.shared.forms import CustodyForm, act_for, attempt
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from custody.alerts.models import Alert, AlertNote, Silence
    from custody.core.act import Act
    from custody.organisation.models import Officer
    from custody.web.shared.parts import Text

_LIKELY = (Role.DUTY_OFFICER, Role.SUPERVISOR, Role.REGIONAL_HEAD)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One act: its words, its form, and whether it is offered."""

    label: Text
    button: Text
    form: Callable[[Alert], type[CustodyForm]]
    may: Callable[[Officer, Alert], bool]


def _may_extend(officer: Officer, alert: Alert) -> bool:
    return verdict(lambda: permissions.check_can_extend(officer, alert)).ok


def _may_pass_on(officer: Officer, alert: Alert) -> bool:
    gave_it = alert.acknowledged_by_id == officer.id and selectors.has_passed_on(officer, alert)
    return verdict(lambda: permissions.check_may_pass_on(officer, alert, gave_it=gave_it)).ok


def _may_close(officer: Officer, alert: Alert) -> bool:
    return verdict(lambda: permissions.check_can_propose_close(officer, alert)).ok


def _may_confirm(officer: Officer, alert: Alert) -> bool:
    proposal = _finding_on(alert)
    named = None if proposal is None else proposal.id
    return proposal is not None and verdict(
        lambda: permissions.check_can_close(officer, alert, proposal=proposal, named=named)).ok  # fmt: skip


def _may_call_noise(officer: Officer, alert: Alert) -> bool:
    return verdict(lambda: permissions.check_can_call_noise(officer, alert, proposal=_finding_on(alert))).ok


def _may_ask_silence(officer: Officer, alert: Alert) -> bool:
    return verdict(lambda: permissions.check_can_ask_silence(officer, alert)).ok


def _finding_on(alert: Alert) -> AlertNote | None:
    """Return what waits for a second person."""
    return selectors.proposed_finding(alert) if RULES_BY_CODE[alert.rule].two_people else None


def _close_form(alert: Alert) -> type[CustodyForm]:
    return ProposeCloseForm if RULES_BY_CODE[alert.rule].two_people else CloseForm


_KINDS: dict[str, _Kind] = {
    "extend": _Kind(_("I need more time"), _("Take as much time again"), lambda _alert: ExtendForm, _may_extend),
    "pass_on": _Kind(_("Pass it on"), _("Pass it on"), lambda _alert: PassOnForm, _may_pass_on),
    "note": _Kind(_("Write a note"), _("Keep this note"), lambda _alert: NoteForm, lambda _officer, _alert: True),
    "close": _Kind(_("Close it with a finding"), _("Close this alert"), _close_form, _may_close),
    "confirm": _Kind(_("Confirm the finding, and close it"), _("Confirm it and close this alert"),
                     lambda _alert: ConfirmCloseForm, _may_confirm),
    "noise": _Kind(_("It was a false alarm"), _("Close it as a false alarm"), lambda _alert: NoiseForm,
                   _may_call_noise),
    "silence": _Kind(_("Ask for silence"), _("Ask for this silence"), lambda _alert: SilenceForm, _may_ask_silence),
}  # fmt: skip


def offered(officer: Officer, alert: Alert, *, refused: CustodyForm | None = None) -> list[Offered]:
    """Return the acts that a page offers, each with a form of its own; the one that was refused stands open."""
    out = []
    silence = selectors.silences_of([alert]).get(alert.id)
    for name, kind in _KINDS.items():
        wanted = kind.form(alert) if alert.rule in RULES_BY_CODE else None
        is_back = wanted is not None and type(refused) is wanted
        if wanted is None or not (is_back or kind.may(officer, alert)) or (name == "silence" and silence):
            continue
        known = _known(name, alert)
        form = refused if is_back and refused is not None else wanted(auto_id=f"{name}_%s", initial=known)
        if form is refused:  # a finding that took the place of the one they read is on the page they get back
            form.data = {**{each: form.data.get(each) for each in form.data}, **known}
        out.append(Offered(name=name, label=kind.label, button=kind.button, form=_filled(form), is_open=is_back,
                           url=reverse(f"alerts:{name}", args=[alert.id])))  # fmt: skip
    return out if silence is None else out + _of_silence(officer, silence)


def _of_silence(officer: Officer, silence: Silence) -> list[Offered]:
    out = []
    if verdict(lambda: permissions.check_can_approve_silence(officer, silence)).ok:
        out.append(Offered(name="approve", label=_("Approve the silence"), button=_("Let its messages wait"),
                           form=ApproveForm(auto_id="approve_%s"),
                           url=reverse("alerts:approve_silence", args=[silence.id])))  # fmt: skip
    if verdict(lambda: permissions.check_can_end_silence(officer, silence)).ok:
        out.append(Offered(name="end_silence", label=_("End the silence"), button=_("Let its messages leave"),
                           form=EndSilenceForm(auto_id="end_silence_%s"),
                           url=reverse("alerts:end_silence", args=[silence.id])))  # fmt: skip
    return out


def _known(name: str, alert: Alert) -> dict[str, object]:
    """Return what stands in a fresh form: which finding it is that one reads and confirms."""
    proposal = _finding_on(alert) if name == "confirm" else None
    return {} if proposal is None else {"proposal_id": proposal.id}


def _filled(form: CustodyForm) -> CustodyForm:
    if "badge" in form.fields:
        form.offer("badge", [officer.badge for officer in officers_with_role(*_LIKELY)])
    return form


def _done(
    request: HttpRequest, alert_id: UUID, name: str, *, again: str, run: Callable[[Act, Alert, dict[str, Any]], object]
) -> HttpResponse:
    """Carry one act out on an alert the officer may see, and show the alert."""
    alert = selectors.alert_for(signed_in(request), alert_id=alert_id)
    wanted = _KINDS[name].form(alert)
    form = wanted(request.POST, auto_id=f"{name}_%s")
    if first_answer(request, form, again=again):
        return redirect("alerts:alert", alert.id)
    if form.is_valid():
        with attempt(form, again=again) as done:
            run(act_for(request, form), alert, form.cleaned_data)
            done.ref = alert.id
        if done.ref:
            return redirect("alerts:alert", alert.id)
    return show_alert(request, alert, offers=offered, refused=form)


@require_POST
@requires_role(*READERS)
def extend(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take as much time again, once."""
    return _done(request, alert_id, "extend", again="alert",
                 run=lambda act, alert, _said: extend_alert(act=act, alert_id=alert.id))  # fmt: skip


@require_POST
@requires_role(*READERS)
def pass_on(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Give the alert to another officer, who is told at once."""
    return _done(request, alert_id, "pass_on", again="alert", run=lambda act, alert, said: passing.pass_on(
        act=act, alert_id=alert.id, badge=said["badge"]))  # fmt: skip


@require_POST
@requires_role(*READERS)
def note(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Write a note on the alert."""
    return _done(request, alert_id, "note", again="alert",
                 run=lambda act, alert, said: passing.note(act=act, alert_id=alert.id, text=said["text"]))  # fmt: skip


@require_POST
@requires_role(*READERS)
def close(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Close the alert with a finding, where its rule lets a person do so; of two people, write the first's."""
    return _done(request, alert_id, "close", again="alert", run=lambda act, alert, said: closing.close(
        act=act, alert_id=alert.id, reason=said["reason"]))  # fmt: skip


@require_POST
@requires_role(*READERS)
def confirm(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Confirm what another person found, and close the alert with both findings."""
    return _done(request, alert_id, "confirm", again="alert", run=lambda act, alert, said: closing.close(
        act=act, alert_id=alert.id, reason=said["reason"], proposal_id=said["proposal_id"]))  # fmt: skip


@require_POST
@requires_role(*READERS)
def noise(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Close the alert as a false alarm."""
    return _done(request, alert_id, "noise", again="alert", run=lambda act, alert, said: closing.report_noise(
        act=act, alert_id=alert.id, reason=said["reason"]))  # fmt: skip


@require_POST
@requires_role(*READERS)
def silence(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Ask that the messages about the alert wait. Nothing waits before a second person approves."""
    return _done(request, alert_id, "silence", again="silence", run=lambda act, alert, said: silencing.ask_silence(
        act=act, alert_id=alert.id, hours=int(said["hours"]), reason=said["reason"],
        whole_group=said["whole_group"]))  # fmt: skip


@require_POST
@requires_role(*READERS)
def approve_silence(request: HttpRequest, silence_id: UUID) -> HttpResponse:
    """Approve a silence that somebody else asked for."""
    return _of_a_silence(request, silence_id, ApproveForm(request.POST, auto_id="approve_%s"),
                         silencing.approve_silence)  # fmt: skip


@require_POST
@requires_role(*READERS)
def end_silence(request: HttpRequest, silence_id: UUID) -> HttpResponse:
    """End a silence, or withdraw it; everybody it kept waiting is told."""
    return _of_a_silence(request, silence_id, EndSilenceForm(request.POST, auto_id="end_silence_%s"),
                         silencing.end_silence)  # fmt: skip


def _of_a_silence(
    request: HttpRequest, silence_id: UUID, form: CustodyForm, run: Callable[..., object]
) -> HttpResponse:
    found, alert = selectors.silence_for(signed_in(request), silence_id=silence_id)
    if form.is_valid():
        with attempt(form, again="silence") as done:
            run(act=act_for(request, form), silence_id=found.id)
            done.ref = alert.id
        if done.ref:
            return redirect("alerts:alert", alert.id)
    return show_alert(request, alert, offers=offered, refused=form)
