"""Danger: two touches from any page; what a commander sees; and the ways that show nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.alerts import selectors as alerts
from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.actions.duress import forget_duress_code, set_duress_code
from custody.alerts.answering import alert_about, people_told
from custody.alerts.permissions import check_can_acknowledge
from custody.core.act import Act, Door
from custody.core.errors import AlreadyRecorded, KeyReused, NotFound
from custody.core.verdicts import verdict
from custody.evidence import permissions_of_danger
from custody.evidence.actions.incident import attend_incident, end_incident, report_incident
from custody.evidence.permissions import COMMAND
from custody.evidence.selectors.access import incident_for
from custody.organisation.selectors import current_site_of
from custody.web.danger.forms import EndForm, ForgetCodeForm, OwnCodeForm, ReportForm, TakeForm
from custody.web.danger.words import KINDS, kind_word, spoken
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.sending import being_sent
from custody.web.shared.unsent import UNSENT
from custody.web.shared.words import CHANNEL_ANSWERS, CHANNELS

if TYPE_CHECKING:
    from custody.alerts.models import Alert, DeliveryAttempt
    from custody.organisation.models import Site
    from custody.web.shared.parts import Text


# --- saying it ------------------------------------------------------------------------------------------
# This page holds nothing about anybody's goods: it is one of the blank forms that a device keeps (design, ux.md 6). A
# touch without a connection is kept there, goes before anything else, and the device says that nobody heard it yet.


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Offer what can be happening, each one touch away; take the touch."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        silent = form.cleaned_data.get("silent") or ""
        incident = _reported(request, form, kind=silent or form.cleaned_data.get("kind") or "", silent=bool(silent))
        # Whoever reports silently finds an ordinary page.
        return redirect("home:home") if silent else redirect("danger:sent", incident)
    return report_page(request, first=request.GET.get("kind", ""), unsent=UNSENT in request.GET)


def report_page(request: HttpRequest, *, first: str, in_silence: bool = False, unsent: bool = False) -> HttpResponse:
    """Return the page that offers what can be happening, ``first`` in front; ``unsent``: say that nothing was sent."""
    here = current_site_of(signed_in(request))
    kinds = [(code, word, icon) for code, (word, icon) in KINDS.items()]
    kinds.sort(key=lambda kind: kind[0] != first)
    return show_form(request, "custody/danger/report.html", form=ReportForm(), kinds=kinds, police=_police(here),
                     in_silence=in_silence, unsent=unsent)  # fmt: skip


@require_GET
def sent(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say who is called and whom to call, to who reported it."""
    officer = signed_in(request)
    incident = incident_for(officer, incident_id=incident_id)
    if incident.reported_by_id != officer.id:
        raise NotFound
    alert = alert_about(incident.id)
    return TemplateResponse(
        request,
        "custody/danger/sent.html",
        {
            "incident": incident,
            "kind": kind_word(incident.kind),
            "alert": alert,
            "told": [] if alert is None else people_told(alert),
            "police": _police(incident.site),
            "answers": verdict(lambda: permissions_of_danger.check_answers(officer, incident)).ok,
        },
    )


@require_http_methods(["GET", "POST"])
def time(request: HttpRequest) -> HttpResponse:
    """Show the time of the server. Touched three times, the time reports danger in silence.

    The first touch is the time in the footer, the second looks again, the third looks the same and reports. What it
    leads to is this page, as after any other look.
    """
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        _reported(request, form, kind="threat", silent=True)
        return redirect("danger:time")
    return show_form(request, "custody/danger/time.html", form=form, again="again" in request.GET)


# --- answering it ---------------------------------------------------------------------------------------


@require_GET
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Show a commander at once where it is and who is there. It is recorded who looks, before anything is shown."""
    return _scene(request, incident_id, TakeForm())


@require_POST
def take(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Answer the report: nobody further is called for a while. It ends nothing."""
    found = incident_for(signed_in(request), incident_id=incident_id)
    alert, form = alert_about(found.id), TakeForm(request.POST)
    if alert is None:
        raise NotFound
    if form.is_valid():
        with attempt(form, again="alert") as done:
            acknowledge(act=act_for(request, form), alert_id=alert.id)
            done.ref = alert.id
        if done.ref:
            return redirect("danger:incident", found.id)
    return _scene(request, incident_id, form)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say that it is over, and what it was."""
    officer = signed_in(request)
    found = incident_for(officer, incident_id=incident_id)
    permissions_of_danger.check_answers(officer, found)
    form = EndForm(request.POST or None)
    if form.is_valid():
        with attempt(form, again="incident") as done:
            end_incident(act=act_for(request, form), incident_id=found.id, finding=form.cleaned_data["finding"])
            done.ref = found.id
        if done.ref:
            return redirect("danger:incident", found.id)
    return show_form(request, "custody/danger/end.html", form=form, incident=found, kind=kind_word(found.kind))


# --- a code of one's own --------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def own_code(request: HttpRequest) -> HttpResponse:
    """Choose a code that looks like an answer and calls for help. Whether there is one already is not shown."""
    form = OwnCodeForm(request.POST or None, officer=signed_in(request))
    if form.is_valid():
        with attempt(form, again="") as done:
            set_duress_code(act=act_for(request, form), code=form.cleaned_data["duress_code"])
            done.ref = True
        if done.ref:
            messages.success(request, _("Your code is kept."))
            return redirect("home:home")
    return show_form(request, "custody/danger/own_code.html", form=form, forget=ForgetCodeForm(auto_id="forget_%s"))


@require_POST
def forget_code(request: HttpRequest) -> HttpResponse:
    """Forget the code."""
    form = ForgetCodeForm(request.POST)
    if form.is_valid():
        forget_duress_code(act=act_for(request, form))
        messages.success(request, _("You have no code of your own now."))
    return redirect("home:home")


def _reported(request: HttpRequest, form: ReportForm, *, kind: str, silent: bool) -> UUID:
    """Report it and return the report's id. A second danger from a page that was sent before is a report of its own."""
    act, sent = act_for(request, form), being_sent()
    said_by = None if sent is None else sent.said_by
    try:
        return report_incident(act=act, kind=kind, silent=silent, said_by=said_by).id
    except AlreadyRecorded as repeat:
        return UUID(repeat.result["incident"])
    except KeyReused:
        return report_incident(act=replace(act, key=uuid4()), kind=kind, silent=silent, said_by=said_by).id


def _scene(request: HttpRequest, incident_id: UUID, form: CustodyForm) -> HttpResponse:
    officer = signed_in(request)
    found = incident_for(officer, incident_id=incident_id)
    scene = attend_incident(act=Act(actor=officer, door=Door.PAGE), incident_id=found.id)
    alert = alert_about(found.id)
    return show_form(
        request,
        "custody/danger/incident.html",
        form=form,
        incident=found,
        kind=kind_word(found.kind),
        scene=scene,
        police=_police(found.site),
        alert=alert,
        told=[] if alert is None else _told(alert),
        waiting=[] if alert is None else [(each, _channel(each.channel)) for each in alerts.waiting_messages(alert)],
        may_take=alert is not None and verdict(lambda: check_can_acknowledge(officer, alert)).ok,
        has_page=alert is not None and alerts.visible_alerts(officer).filter(pk=alert.pk).exists(),
        may_end=verdict(lambda: permissions_of_danger.check_can_end(officer, found)).ok,
        may_endanger=officer.has_role(*COMMAND),
        is_mine=alert is not None and alert.state == "acknowledged" and alert.acknowledged_by_id == officer.id,
    )


def _told(alert: Alert) -> list[tuple[DeliveryAttempt, Text, Text]]:
    """Return every try to tell somebody, the newest in front, with its channel and what that said, in words."""
    return [
        (each, _channel(each.delivery.channel), CHANNEL_ANSWERS.get(each.outcome, each.outcome))
        for each in alerts.told_of(alert)
    ]


def _channel(channel: str) -> Text:
    return CHANNELS.get(channel, channel)


def _police(site: Site | None) -> dict[str, str]:
    """Return the number of the police for a site, to dial and to read; the emergency number where none is known."""
    if site is None or not site.police_phone:
        return {"emergency": settings.CUSTODY_EMERGENCY_NUMBER}
    return {"dial": site.police_phone, "read": spoken(site.police_phone)}
