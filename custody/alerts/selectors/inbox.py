"""Reads of alerts and of the messages about them: who may see which, and what lies in which tab."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.db.models.functions import Now

from custody.alerts.models import Alert, Delivery, QuietHours, Silence
from custody.alerts.rules import DRILL, INDEPENDENT_RULES, RULES_BY_CODE, UNCOUNTED_RULES
from custody.core.errors import NotFound
from custody.deadlines.selectors import database_now
from custody.evidence.models import Discrepancy, HandlingUnit, Transfer
from custody.evidence.selectors.counting import hidden_ids, hidden_seizures
from custody.organisation.roles import Role
from custody.organisation.selectors import duties, sites

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer, Site

TABS = ("untaken", "mine", "taken", "waiting", "resolved")
HELD = ("digest", "flood", "parent", "quiet", "silence", "throttle")
"""Why a message waits that could leave otherwise. One that is bundled with others in a moment waits for nothing."""
COMMAND = (Role.DUTY_OFFICER, Role.SUPERVISOR)
"""May take any alert that is not of an independent rule, and are told when nobody on a ladder can be reached."""
OVERSEERS = (
    *COMMAND, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.PLANNER, Role.CASE_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS,
)  # fmt: skip
"""See every alert that is not of an independent rule, and not about themselves. Everybody else sees those about
what they hold, and those they were told of or took."""


@dataclass(frozen=True, slots=True)
class Untaken:
    """How many alerts nobody has, since when the oldest waits, and how many of them are of level 1."""

    count: int
    urgent: int
    oldest: datetime | None


# --- access ---------------------------------------------------------------------------------------------


def visible_alerts(officer: Officer) -> QuerySet[Alert]:
    """Return the alerts an officer may see: never one that is about them, and those of the independent rules only when
    a role of theirs stands on its rungs.
    """
    rows = Alert.objects.select_related("acknowledged_by", "clock", "site")
    if not officer.is_active:
        return rows.none()
    rows = rows.exclude(about__contains=[officer.id])
    rows = rows.exclude(rule__in=hidden_rules(officer))
    if hidden := hidden_ids(officer):
        differs = Discrepancy.objects.filter(unit__in=list(hidden))
        rows = rows.exclude(subject_id__in=[*hidden, *hidden_seizures(officer)])
        rows = rows.exclude(subject_id__in=differs.values("id"))
    if officer.has_role(*OVERSEERS):
        return rows
    # Asked of each alert, of which few are open, and not of everything an officer ever held or was told.
    about = {"id": OuterRef("subject_id")}
    told = Delivery.objects.filter(alert=OuterRef("id"), officer=officer)
    held = HandlingUnit.objects.filter(Q(custodian=officer) | Q(co_custodian=officer), **about)
    handed = Transfer.objects.filter(Q(giver=officer) | Q(receiver=officer) | Q(receiver_second=officer), **about)
    return rows.filter(Exists(held) | Exists(handed) | Exists(told) | Q(acknowledged_by=officer))


def true_alerts(officer: Officer) -> QuerySet[Alert]:
    """Return the alerts an officer may see without drills: these are listed by themselves, and counted nowhere."""
    return visible_alerts(officer).exclude(rule=DRILL)


def hidden_rules(officer: Officer) -> frozenset[str]:
    """Return the rules of whose alerts the officer may not know: the independent ones for which they have no role."""
    known = [code for code in INDEPENDENT_RULES if officer.is_active and officer.has_role(*RULES_BY_CODE[code].roles)]
    return INDEPENDENT_RULES.difference(known)


def alert_for(officer: Officer, *, alert_id: UUID | None = None, public_ref: str | None = None) -> Alert:
    """Return one alert; ``NotFound`` for absent and for not yours alike."""
    rows = visible_alerts(officer)
    which = Q(id=alert_id) if public_ref is None else Q(public_ref=public_ref.strip().upper())
    found = rows.filter(which).first()
    if found is None:
        raise NotFound
    return found


# --- lists ----------------------------------------------------------------------------------------------


def tab(officer: Officer, *, name: str) -> QuerySet[Alert]:
    """Return one tab of the inbox, the highest level and the oldest in front; an unknown name is the first.

    ``waiting`` holds those whose messages do not leave now: a silence that somebody asked for or that runs, quiet
    hours, the throttle, or a parent that inhibits them. They stand in their other tab too.
    """
    rows = true_alerts(officer)
    match name:
        case "mine":
            rows = rows.filter(state="acknowledged", acknowledged_by=officer)
        case "taken":
            rows = rows.filter(state="acknowledged").exclude(acknowledged_by=officer)
        case "waiting":
            held = Delivery.objects.filter(alert=OuterRef("id"), next_attempt_at__isnull=False, waits_for__in=HELD)
            silences = _silences_now().filter(
                Q(alert=OuterRef("id")) | Q(group_key=OuterRef("group_key")) & ~Q(group_key="")
            )
            rows = rows.exclude(state="resolved").filter(Exists(held) | Exists(silences))
        case "resolved":
            return rows.filter(state="resolved").order_by("-resolved_at", "id")
        case _:
            rows = rows.filter(state="open")
    return rows.order_by("level", "raised_at", "id")


def silences_of(alerts: Iterable[Alert]) -> dict[UUID, Silence]:
    """Return the silence that runs or is asked for, by the alert it covers; the one that runs in front."""
    alerts = [alert for alert in alerts if alert.state != "resolved"]
    if not alerts:
        return {}
    groups = {alert.group_key for alert in alerts if alert.group_key}
    rows = _silences_now().filter(Q(alert__in=[alert.id for alert in alerts]) | Q(group_key__in=groups))
    out: dict[UUID, Silence] = {}
    for row in rows.select_related("asked_by", "approved_by").order_by("begins_at", "asked_at"):
        for alert in alerts:
            if row.alert_id == alert.id or (row.group_key and row.group_key == alert.group_key):
                out.setdefault(alert.id, row)
    return out


def silence_for(officer: Officer, *, silence_id: UUID) -> tuple[Silence, Alert]:
    """Return a silence with an alert it covers; ``NotFound`` where the officer may see none of those it covers."""
    silence = Silence.objects.select_related("asked_by", "alert").filter(id=silence_id).first()
    if silence is None:
        raise NotFound
    covered = Q(id=silence.alert_id) if silence.alert_id else Q(group_key=silence.group_key)
    alert = visible_alerts(officer).filter(covered).order_by("raised_at", "id").first()
    if alert is None:
        raise NotFound
    return silence, alert


def waits_of(alerts: Iterable[Alert]) -> dict[UUID, str]:
    """Return, by alert, why messages about it do not leave yet; alerts whose messages leave are left out."""
    rows = Delivery.objects.filter(alert__in=[alert.id for alert in alerts], next_attempt_at__isnull=False)
    found = rows.filter(waits_for__in=HELD).order_by("alert", "waits_for").values_list("alert_id", "waits_for")
    return dict(found)


def sites_known_to(officer: Officer) -> list[Site]:
    """Return the sites whose alerts an officer may tell apart by site: those they are on duty at now, by code word.

    Where an alert comes from says where the goods lie. Who is on duty for all sites, and the heads, know of all.
    """
    if officer.has_role(Role.REGIONAL_HEAD, Role.DIRECTOR, Role.INTERNAL_AFFAIRS):
        return sites()
    at = database_now()
    running = list(duties(begins=at, ends=at + timedelta(microseconds=1)).filter(officer=officer))
    if any(duty.site_id is None for duty in running):
        return sites()
    here = {duty.site.id: duty.site for duty in running if duty.site is not None}
    return sorted(here.values(), key=lambda site: site.code_word)


def _silences_now() -> QuerySet[Silence]:
    """Return the silences that run, and those that wait for the second person."""
    return Silence.objects.filter(ended_at__isnull=True).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=Now()))


def tab_counts(officer: Officer) -> dict[str, int]:
    """Return how many alerts lie in each tab that can be emptied."""
    return {name: tab(officer, name=name).count() for name in ("untaken", "mine", "taken")}


def untaken() -> Untaken:
    """Return what nobody has, over the whole house. Alerts of the independent rules and drills are in no count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE level <= 1), min(raised_at) FROM custody_alert "
            "WHERE state = 'open' AND NOT rule = ANY (%s)",
            [sorted(UNCOUNTED_RULES)],
        )
        return Untaken(*cursor.fetchone())


def untaken_alerts(officer: Officer) -> tuple[int, datetime | None]:
    """Return how many of the alerts an officer may see nobody has, and since when the oldest waits.

    A number over the whole house would tell an officer of what is about that officer.
    """
    found = true_alerts(officer).filter(state="open").aggregate(count=Count("id"), oldest=Min("raised_at"))
    return found["count"], found["oldest"]


def first_untaken(officer: Officer) -> Alert | None:
    """Return the alert that nobody has, of those an officer may see, that is to be answered first; ``None`` for
    none."""
    found = true_alerts(officer).filter(state="open").select_related("clock")
    return found.order_by("level", "raised_at", "id").first()


def untaken_count(officer: Officer) -> int:
    """Return how many of the alerts an officer may see nobody has, for the menu."""
    return true_alerts(officer).filter(state="open").count()


def subjects_of(alerts: Iterable[Alert]) -> dict[UUID, HandlingUnit | Transfer]:
    """Return the units and hand-overs some alerts are about, by id."""
    alerts = list(alerts)
    units = HandlingUnit.objects.filter(id__in=[each.subject_id for each in alerts if each.subject_kind == "unit"])
    others = [each.subject_id for each in alerts if each.subject_kind == "transfer"]
    found: dict[UUID, HandlingUnit | Transfer] = {unit.id: unit for unit in units}
    if others:
        found.update({each.id: each for each in Transfer.objects.filter(id__in=others)})
    return found


def quiet_hours_of(officer: Officer) -> QuietHours | None:
    """Return the hours in which an officer sleeps, ``None`` when they have said nothing."""
    return QuietHours.objects.filter(officer=officer).first()
