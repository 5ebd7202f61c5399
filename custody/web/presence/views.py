"""Who is on site: saying that one comes or leaves, and for commanders, who is where and where no guard stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.organisation.actions import presence as acts
from custody.organisation.selectors import people_on_each, presence_of, sites
from custody.organisation.selectors.presence import COMMAND
from custody.web.presence.forms import ComeForm, LeaveForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.organisation.models import Officer, Presence, Site


@dataclass(frozen=True, slots=True)
class Watch:
    """A site as the roster shows it."""

    site: Site
    people: Sequence[tuple[Presence, LeaveForm | None]]
    has_guard: bool


@require_GET
def presence(request: HttpRequest) -> HttpResponse:
    """Show where the officer is, and who else is there; to a commander, who is on each site."""
    return _page(request, _come_form(request, None))


@require_http_methods(["POST"])
def come(request: HttpRequest) -> HttpResponse:
    """Come to a site."""
    form = _come_form(request, request.POST)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="presence") as done:
            begun = acts.come(
                act=act_for(request, form),
                site=answers["site"],
                on_guard=answers["on_guard"],
                badge=answers.get("badge") or None,
            )
            done.ref = begun.id
            messages.success(request, _("Badge %(badge)s is there now.") % {"badge": begun.officer.badge})
        if done.ref:
            return redirect("presence:presence")
    return _page(request, form)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the site."""
    form = LeaveForm(request.POST)
    if form.is_valid():
        with attempt(form, again="presence") as done:
            ended = acts.leave(act=act_for(request, form), badge=form.cleaned_data["badge"] or None)
            done.ref = ended.id
            messages.success(request, _("Badge %(badge)s has left.") % {"badge": ended.officer.badge})
        if done.ref:
            return redirect("presence:presence")
    return _page(request, _come_form(request, None), refused=form)


def _come_form(request: HttpRequest, data: object) -> ComeForm:
    return ComeForm(data, sites=sites(), commands=signed_in(request).has_role(*COMMAND))


def _page(request: HttpRequest, form: ComeForm, *, refused: LeaveForm | None = None) -> HttpResponse:
    officer = signed_in(request)
    here, commands = presence_of(officer), officer.has_role(*COMMAND)
    shown = sites() if commands else [] if here is None else [here.site]
    response = show_form(
        request,
        "custody/presence/presence.html",
        form=form if refused is None else refused,
        come=form,
        here=here,
        leave=LeaveForm(auto_id="leave_%s"),
        watches=_watches(officer, shown, commands=commands),
        commands=commands,
    )
    if refused is not None:
        response.status_code = refused.status
    return response


def _watches(officer: Officer, shown: Sequence[Site], *, commands: bool) -> list[Watch]:
    there = people_on_each(shown)

    def line(each: Presence) -> tuple[Presence, LeaveForm | None]:
        return each, _leave_form(each) if commands and each.officer_id != officer.id else None

    return [
        Watch(site, [line(each) for each in there[site.id]], any(each.on_guard for each in there[site.id]))
        for site in shown
    ]


def _leave_form(presence: Presence) -> LeaveForm:
    return LeaveForm(auto_id=f"leave_{presence.officer.badge}_%s")
