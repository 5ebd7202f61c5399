"""My duty and my quiet hours: what everybody may see and say of themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_http_methods, require_POST

from custody.alerts.actions.quiet import clear_quiet_hours, set_quiet_hours
from custody.alerts.selectors import quiet_hours_of
from custody.deadlines.selectors import database_now
from custody.organisation.roles import ROLE_WORDS, Role
from custody.organisation.selectors import duties
from custody.web.quiet.forms import ClearForm, QuietForm
from custody.web.shared.forms import attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.local import with_offset

if TYPE_CHECKING:
    from custody.organisation.models import Officer

AHEAD = timedelta(days=14)


@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """Show my next duties and my quiet hours, and change the hours."""
    officer = signed_in(request)
    kept = quiet_hours_of(officer)
    initial = {"zone": settings.CUSTODY_SITE_TIME_ZONE} if kept is None else {
        "begins": kept.begins, "ends": kept.ends, "zone": kept.zone}  # fmt: skip
    form = QuietForm(request.POST or None, initial=initial)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="quiet") as done:
            set_quiet_hours(officer=officer, begins=answers["begins"], ends=answers["ends"], zone=answers["zone"])
            done.ref = officer.id
            messages.success(request, translate("Your quiet hours are kept"))
        if done.ref:
            return redirect("quiet:hours")
    return show_form(
        request, "custody/quiet/hours.html", form=form, kept=kept, clear=ClearForm(auto_id="clear_%s"),
        duties=_next_duties(officer),
    )  # fmt: skip


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Forget my quiet hours."""
    if ClearForm(request.POST).is_valid():
        clear_quiet_hours(officer=signed_in(request))
        messages.success(request, translate("You have no quiet hours any more"))
    return redirect("quiet:hours")


def _next_duties(officer: Officer) -> list[tuple[str, str, str, str]]:
    """Return role, site, begin and end of the officer's duties of the next two weeks."""
    at, rows = database_now(), []
    for duty in duties(begins=at, ends=at + AHEAD).filter(officer=officer)[:50]:
        zone = settings.CUSTODY_SITE_TIME_ZONE if duty.site is None else duty.site.zone
        where = translate("All sites") if duty.site is None else duty.site.code_word
        rows.append((translate(ROLE_WORDS[Role(duty.role)]), where, with_offset(duty.begins_at, zone=zone),
                     with_offset(duty.ends_at, zone=zone)))  # fmt: skip
    return rows
