"""The burns and slots of the next three days: which fails for lack of load, crew or approval.

Hours are for those who plan. Everybody else sees days, and bars that are all as wide as each other: a place on a
line of time is an hour too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from custody.destruction.selectors import book
from custody.destruction.selectors.plans import sees_plans, visible_slots
from custody.destruction.selectors.sessions import sessions_upcoming
from custody.organisation.roles import Role
from custody.web.shared.charts import Chart, Span, span_chart
from custody.web.shared.local import short_day

if TYPE_CHECKING:
    from custody.organisation.models import Officer

DAYS = 3
ESCORT = "escort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """A burn to come, or a slot that nothing is booked for (``link`` empty). ``lacks``: what it waits for, in words."""

    furnace: str
    starts_at: datetime
    fill_percent: int
    lacks: str
    link: str
    escorted: bool


def burns_to_come(officer: Officer, *, at: datetime) -> list[Burn]:
    """Return the burns to come that the officer may know of, the next one first."""
    found = [each for each in sessions_upcoming(officer) if each.session.starts_at > at]
    until = at + timedelta(days=DAYS)
    sees_roster = bool(found) and sees_plans(officer)
    shifts = (
        list(book.shifts(jurisdiction=settings.CUSTODY_JURISDICTION, since=at, until=until)) if sees_roster else []
    )
    out = []
    for each in found:
        starts_at = each.session.starts_at
        covering = [shift for shift in shifts if shift.begins_at <= starts_at < shift.ends_at]
        # Who may not see the roster is told nothing of it; an empty one escorts nothing.
        is_told = sees_roster and starts_at <= until
        escorted = not is_told or any(shift.escorts for shift in covering)
        lacks = ""
        if not each.unit_count:
            lacks = _("no load")
        elif each.session.state != "approved":
            lacks = _("not approved yet")
        elif not escorted:
            lacks = _("no escort")
        elif is_told and not any(shift.crews for shift in covering):
            lacks = _("no crew")
        out.append(
            Burn(
                furnace=each.session.facility.code_word,
                starts_at=starts_at,
                fill_percent=each.fill_percent,
                lacks=lacks,
                link=reverse("sessions:session", args=[each.session.id]),
                escorted=escorted,
            )
        )
    return out


def burns_chart(officer: Officer, burns: Sequence[Burn], *, at: datetime) -> Chart:
    """Return furnaces and escort as rows over the next three days."""
    until = at + timedelta(days=DAYS)
    near = [each for each in burns if each.starts_at <= until]
    taken = {(each.furnace, each.starts_at) for each in near}
    free = [
        Burn(furnace=slot.facility.code_word, starts_at=slot.starts_at, fill_percent=0, lacks="", link="",
             escorted=True)
        for slot in visible_slots(officer).filter(starts_at__gt=at, starts_at__lte=until)
        if (slot.facility.code_word, slot.starts_at) not in taken
    ]  # fmt: skip
    by_hour = officer.has_role(Role.PLANNER)
    spans = [_span(each, at=at, by_hour=by_hour) for each in sorted([*near, *free], key=lambda each: each.starts_at)]
    spans += [
        Span(row=_("Escort"), at=_place(each, at=at, by_hour=by_hour), label=_("none"), tone="danger",
             text=_("%(when)s: no escort") % {"when": _when(each, by_hour=by_hour)}, link=each.link)
        for each in near
        if not each.escorted
    ]  # fmt: skip
    days = [date_format(localtime(at) + timedelta(days=n), f"D {short_day()}") for n in range(DAYS)]
    return span_chart(
        name="burns",
        title=_("Incineration, next 72 h"),
        spans=spans,
        columns=days,
        head=(_("Burn"), _("What it has")),
    )


def _span(burn: Burn, *, at: datetime, by_hour: bool) -> Span:
    when = _when(burn, by_hour=by_hour)
    where = _place(burn, at=at, by_hour=by_hour)
    if not burn.link:
        return Span(row=burn.furnace, at=where, label=_("free"), tone="pale", link=reverse("slots:list"),
                    text=_("%(when)s: nothing is booked") % {"when": when})  # fmt: skip
    text = _("%(when)s: %(percent)d %% filled, %(state)s") % {
        "when": when, "percent": burn.fill_percent, "state": burn.lacks or _("approved"),
    }  # fmt: skip
    return Span(
        row=burn.furnace,
        at=where,
        label=f"{burn.fill_percent}\u00a0%",
        share=min(burn.fill_percent, 100) / 100,
        tone="danger" if burn.lacks and burn.lacks != _("not approved yet") else "warning" if burn.lacks else "neutral",
        text=text,
        link=burn.link,
    )


def _place(burn: Burn, *, at: datetime, by_hour: bool) -> float:
    """Return where a burn begins, in days from now: the middle of its day for who may not know the hour."""
    if by_hour:
        return (burn.starts_at - at) / timedelta(days=1)
    return min((localtime(burn.starts_at).date() - localtime(at).date()).days, DAYS - 1) + 0.4


def _when(burn: Burn, *, by_hour: bool) -> str:
    return date_format(localtime(burn.starts_at), f"D {short_day()} H:i" if by_hour else f"D {short_day()}")
