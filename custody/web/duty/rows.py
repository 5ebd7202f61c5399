"""Who is on duty as a table reads: now, by role and site; and a week, by day and role, with the hours nobody has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from custody.core.clocks import instant_of
from custody.deadlines.selectors import database_now
from custody.organisation.policies import CRITICAL
from custody.organisation.roles import Role
from custody.organisation.selectors.duty_effects import effect_of_duty
from custody.web.duty.forms import TOLD, role_in_words
from custody.web.shared.local import with_offset
from custody.web.shared.parts import SummaryRow

if TYPE_CHECKING:
    from custody.organisation.models import Duty, Site

DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class OnNow:
    """One person on duty now."""

    badge: str
    until: str
    everywhere: bool
    duty_id: UUID


@dataclass(slots=True, kw_only=True)
class NowRow:
    """One role of one site: who has it, and whether somebody must."""

    site: str
    role: str
    people: list[OnNow]
    must: bool


@dataclass(slots=True, kw_only=True)
class Stretch:
    """One duty as a day of the week shows it."""

    hours: str
    badge: str
    everywhere: bool
    duty_id: UUID


@dataclass(slots=True, kw_only=True)
class DayCell:
    """One role on one day: who, and from when to when nobody."""

    stretches: list[Stretch] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def now_rows(sites: Sequence[Site | None], running: Sequence[Duty], *, zone: str) -> list[NowRow]:
    """Return the rows of the page "who is on duty now", one for each site and role that alerts go to.

    A role that nobody of the whole roster serves at a site, and that is not critical there, is left out.
    """
    rows = []
    for site in sites:
        for role in TOLD:
            people = [
                OnNow(badge=each.officer.badge, everywhere=each.site_id is None, duty_id=each.id,
                      until=_clock(each.ends_at, zone if site is None else site.zone))
                for each in running
                if each.role == role.value and (each.site_id is None or (site is not None and each.site_id == site.id))
            ]  # fmt: skip
            must = role in CRITICAL
            if people or must:
                rows.append(NowRow(site="" if site is None else site.code_word, role=role_in_words(role),
                                   people=people, must=must))  # fmt: skip
    return rows


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def week(first: date, rostered: Sequence[Duty], *, zone: str) -> list[tuple[str, list[tuple[date, DayCell]]]]:
    """Return, for each role that is served or must be, its seven days from ``first`` on."""
    days = [first + timedelta(days=number) for number in range(DAYS)]
    served = {duty.role for duty in rostered} | {role.value for role in CRITICAL}
    return [
        (role_in_words(role), [(day, _cell(day, role, rostered, zone=zone)) for day in days])
        for role in Role
        if role.value in served
    ]


def edges(day: date, *, zone: str) -> tuple[datetime, datetime]:
    """Return the first instant of a local day and that of the next."""
    start = datetime.combine(day, datetime.min.time())
    return instant_of(start, zone=zone), instant_of(start + timedelta(days=1), zone=zone)


def _cell(day: date, role: Role, rostered: Iterable[Duty], *, zone: str) -> DayCell:
    begins, ends = edges(day, zone=zone)
    mine = [each for each in rostered if each.role == role.value and each.begins_at < ends and each.ends_at > begins]
    cell = DayCell()
    for each in mine:
        hours = _hours(max(each.begins_at, begins), min(each.ends_at, ends), zone=zone, end_of_day=ends)
        cell.stretches.append(
            Stretch(hours=hours, badge=each.officer.badge, everywhere=each.site_id is None, duty_id=each.id)
        )
    if role in CRITICAL:
        cell.gaps = _gaps(mine, begins=begins, ends=ends, zone=zone)
    return cell


def _gaps(mine: Iterable[Duty], *, begins: datetime, ends: datetime, zone: str) -> list[str]:
    gaps, covered_to = [], begins
    for each in sorted(mine, key=lambda duty: duty.begins_at):
        if each.begins_at > covered_to:
            gaps.append(_hours(covered_to, each.begins_at, zone=zone, end_of_day=ends))
        covered_to = max(covered_to, each.ends_at)
    if covered_to < ends:
        gaps.append(_hours(covered_to, ends, zone=zone, end_of_day=ends))
    return gaps


def _hours(begins: datetime, ends: datetime, *, zone: str, end_of_day: datetime) -> str:
    return f"{_clock(begins, zone)}–{'24:00' if ends == end_of_day else _clock(ends, zone)}"


def _clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def reach_rows(duty: Duty, *, zone: str, cancels: bool = False) -> list[SummaryRow]:
    """Return whom alerts would go to in the role of a duty while it lasts, beside whom they go to until now; where
    ``cancels``, what it would be without the duty."""
    rows = []
    for each in effect_of_duty(duty, at=database_now()):
        without = _("Everybody in this role: {badges}") if each.is_everybody else _("Badges {badges}")
        if not each.is_everybody and len(each.without) == 1:
            without = _("Badge {badges}")
        within = _("Badge {badges}") if len(each.within) == 1 else _("Badges {badges}")
        before, after = (without, ", ".join(each.without)), (within, ", ".join(each.within))
        (words, badges), (until_now, so_far) = (before, after) if cancels else (after, before)
        span = f"{with_offset(each.begins_at, zone=zone)} – {with_offset(each.ends_at, zone=zone)}"
        told = format_lazy(words, badges=badges or "–")
        value = format_lazy(_("{then}. Until now: {now}"), then=told, now=format_lazy(until_now, badges=so_far or "–"))
        rows.append(SummaryRow(label=span, value=value))
    return rows
