"""The roster: who is on duty now, the week of a site, putting somebody on duty, taking a duty back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.clocks import instant_of
from custody.deadlines.selectors import database_now
from custody.organisation import selectors
from custody.organisation.actions import duty as roster_actions
from custody.organisation.policies import CRITICAL
from custody.organisation.roles import Role
from custody.organisation.selectors.duty import READERS
from custody.web.duty.forms import EVERYWHERE, CancelForm, RosterForm, role_in_words
from custody.web.duty.rows import DAYS, edges, monday_of, now_rows, reach_rows, week
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.local import MOMENT, offset_of, with_offset
from custody.web.shared.parts import SummaryRow, Text
from custody.web.shared.repeats import first_answer
from custody.web.shared.tabs import chosen, tabs

if TYPE_CHECKING:
    from custody.organisation.models import Duty

ROSTERING = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@require_GET
@requires_role(*READERS)
def now(request: HttpRequest) -> HttpResponse:
    """Show who is on duty now, by site and role, and where nobody is."""
    at, sites = database_now(), selectors.sites()
    running = list(selectors.duties(begins=at, ends=at + timedelta(microseconds=1)))
    rows = now_rows(sites or [None], running, zone=settings.CUSTODY_SITE_TIME_ZONE)
    return TemplateResponse(
        request,
        "custody/duty/now.html",
        {"rows": rows, "at": at, "may_roster": signed_in(request).has_role(*ROSTERING)},
    )


@require_GET
@requires_role(*READERS)
def of_week(request: HttpRequest) -> HttpResponse:
    """Show one week of a site, or of the duties for all sites, day by day, on the clock of the site."""
    sites = {site.code_word: site for site in selectors.sites()}
    names: dict[str, Text] = {EVERYWHERE: _("All sites"), **{word: word for word in sites}}
    word = chosen(request, names, by="site")
    site = sites.get(word)
    zone = settings.CUSTODY_SITE_TIME_ZONE if site is None else site.zone
    today = database_now().astimezone(ZoneInfo(zone)).date()
    first = monday_of(_day(request.GET.get("from", "")) or today)
    begins, ends = edges(first, zone=zone)[0], edges(first + timedelta(days=DAYS - 1), zone=zone)[1]
    rostered = list(selectors.duties(site=site, begins=begins, ends=ends))
    if site is None:
        rostered = [each for each in rostered if each.site_id is None]
    return TemplateResponse(
        request,
        "custody/duty/week.html",
        {
            "sites": tabs(names, current=word, by="site", keep=f"from={first.isoformat()}"),
            "days": [first + timedelta(days=number) for number in range(DAYS)],
            "today": today,
            "roles": week(first, rostered, zone=zone),
            "is_empty": not rostered,
            "previous": f"?site={word}&from={(first - timedelta(days=DAYS)).isoformat()}",
            "following": f"?site={word}&from={(first + timedelta(days=DAYS)).isoformat()}",
            "zone": zone,
            "offsets": " / ".join(dict.fromkeys(
                offset_of(each.astimezone(ZoneInfo(zone))) for each in (begins, ends))),
            "may_roster": signed_in(request).has_role(*ROSTERING),
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*ROSTERING)
def roster(request: HttpRequest) -> HttpResponse:
    """Put an officer on duty, once it was shown who is told of alerts then. The times are those on the clock of the
    site."""
    sites = {site.code_word: site for site in selectors.sites()}
    effect: list[SummaryRow] = []
    form = RosterForm(request.POST or None, sites=sites.values(), initial=_suggested(request))
    form.offer("badge", [each.badge for each in selectors.officers_with_role(*READERS, Role.STOREKEEPER)])
    if form.is_valid():
        answers = form.cleaned_data
        site = sites.get(answers["site"])
        zone = settings.CUSTODY_SITE_TIME_ZONE if site is None else site.zone
        said = {"role": answers["role"], "begins_at": instant_of(answers["begins"], zone=zone),
                "ends_at": instant_of(answers["ends"], zone=zone)}  # fmt: skip
        with attempt(form, again="duty") as done:
            if form.is_foreseen():
                made = roster_actions.roster_duty(
                    act=act_for(request, form), badge=answers["badge"], site_id=None if site is None else site.id,
                    **said,
                )  # fmt: skip
                done.ref = made.id
                messages.success(request, translate("Badge {badge} is on duty from {begins} to {ends}").format(
                    badge=made.officer.badge, begins=with_offset(made.begins_at, zone=zone),
                    ends=with_offset(made.ends_at, zone=zone)))  # fmt: skip
            else:
                officer = selectors.officer_by_badge(badge=answers["badge"])
                draft = roster_actions.drafted_duty(officer=officer, site=site, now=database_now(), **said)
                effect = reach_rows(draft, zone=zone)
                form.foresee()
        if done.ref:
            day = answers["begins"].date()
            return redirect(f"{reverse('duty:week')}?site={answers['site']}&from={day.isoformat()}")
    return show_form(request, "custody/duty/roster.html", form=form, zone=settings.CUSTODY_SITE_TIME_ZONE,
                     effect=effect)  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*ROSTERING)
def cancel(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """Take a duty out of the roster; say beforehand whether anybody is left."""
    duty = selectors.duty_by_id(duty_id=duty_id)
    form = CancelForm(request.POST or None, seen=duty.last_seq)
    back = f"{reverse('duty:week')}?site={EVERYWHERE if duty.site is None else duty.site.code_word}"
    if first_answer(request, form, again="duty"):
        return redirect(back)
    if form.is_valid():
        with attempt(form, again="duty") as done:
            roster_actions.cancel_duty(
                act=act_for(request, form), duty_id=duty.id, expected_seq=form.cleaned_data["expected_seq"]
            )
            done.ref = duty.id
            messages.success(request, translate("The duty of badge {badge} is cancelled").format(
                badge=duty.officer.badge))  # fmt: skip
        if done.ref:
            return redirect(back)
    zone = settings.CUSTODY_SITE_TIME_ZONE if duty.site is None else duty.site.zone
    return show_form(
        request,
        "custody/duty/cancel.html",
        form=form,
        duty=duty,
        role=role_in_words(duty.role),
        begins=with_offset(duty.begins_at, zone=zone),
        ends=with_offset(duty.ends_at, zone=zone),
        warning=_warning(duty),
        effect=[] if duty.cancelled_at else reach_rows(duty, zone=zone, cancels=True),
    )


def _warning(duty: Duty) -> object:
    """Return what the house must know before a duty falls away, "" when somebody else is there all the time."""
    if Role(duty.role) not in CRITICAL:
        return ""
    others = selectors.duties(site=duty.site, begins=duty.begins_at, ends=duty.ends_at).filter(role=duty.role)
    if duty.site_id is None:
        others = others.filter(site__isnull=True)
    covered_to = max(duty.begins_at, database_now())
    for other in others.exclude(pk=duty.pk):
        if other.begins_at <= covered_to:
            covered_to = max(covered_to, other.ends_at)
    if covered_to >= duty.ends_at:
        return ""
    return format_lazy(
        _("Nobody else is rostered as {role} for all of this time. Everybody in that role is told of alerts then, "
          "and the house raises one about the gap."),
        role=role_in_words(duty.role).lower(),
    )  # fmt: skip


def _suggested(request: HttpRequest) -> dict[str, str]:
    """Return what the address suggests for the form: a site, and the next full hour."""
    begins = database_now().astimezone(ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)) + timedelta(hours=1)
    return {"site": request.GET.get("site", ""), "begins": begins.replace(minute=0).strftime(MOMENT)}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # Far enough from the ends of the calendar for a week before and after, and a zone.
    return found if datetime(1990, 1, 1, tzinfo=UTC).year < found.year < 2200 else None
