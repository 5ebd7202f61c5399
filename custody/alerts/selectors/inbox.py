"""Reads of alerts and of the messages about them: who may see which, and what lies in which tab."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from custody.alerts.models import Alert, Delivery, DeliveryAttempt, QuietHours
from custody.alerts.rules import INDEPENDENT_RULES
from custody.core.errors import NotFound
from custody.evidence.models import HandlingUnit, Transfer
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

TABS = ("untaken", "mine", "taken", "resolved")
COMMAND = (Role.DUTY_OFFICER, Role.SUPERVISOR)
"""May take any alert that is not for internal affairs alone, and are told when nobody on a ladder can be reached."""
OVERSEERS = (
    *COMMAND, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.PLANNER, Role.CASE_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS,
)  # fmt: skip
"""See every alert that is not for internal affairs alone, and not about themselves. Everybody else sees those about
what they hold, and those they were told of or took."""


@dataclass(frozen=True, slots=True)
class Untaken:
    """How many alerts nobody has, since when the oldest waits, and how many of them are of level 1."""

    count: int
    urgent: int
    oldest: datetime | None


# --- access ---------------------------------------------------------------------------------------------


def visible_alerts(officer: Officer) -> QuerySet[Alert]:
    """Return the alerts an officer may see: never those about the officer, nor, but to internal affairs, theirs."""
    rows = Alert.objects.select_related("acknowledged_by", "clock", "site").exclude(about__contains=[officer.id])
    if not officer.is_active:
        return rows.none()
    if not officer.has_role(Role.INTERNAL_AFFAIRS):
        rows = rows.exclude(rule__in=INDEPENDENT_RULES)
    if officer.has_role(*OVERSEERS):
        return rows
    # Asked of each alert, of which few are open, and not of everything an officer ever held or was told.
    about = {"id": OuterRef("subject_id")}
    held = HandlingUnit.objects.filter(Q(custodian=officer) | Q(co_custodian=officer), **about)
    handed = Transfer.objects.filter(Q(giver=officer) | Q(receiver=officer) | Q(receiver_second=officer), **about)
    told = Delivery.objects.filter(alert=OuterRef("id"), officer=officer)
    return rows.filter(Exists(held) | Exists(handed) | Exists(told) | Q(acknowledged_by=officer))


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
    """Return one tab of the inbox, the highest level and the oldest in front; an unknown name is the first."""
    rows = visible_alerts(officer)
    match name:
        case "mine":
            rows = rows.filter(state="acknowledged", acknowledged_by=officer)
        case "taken":
            rows = rows.filter(state="acknowledged").exclude(acknowledged_by=officer)
        case "resolved":
            return rows.filter(state="resolved").order_by("-resolved_at", "id")
        case _:
            rows = rows.filter(state="open")
    return rows.order_by("level", "raised_at", "id")


def tab_counts(officer: Officer) -> dict[str, int]:
    """Return how many alerts lie in each tab that can be emptied."""
    return {name: tab(officer, name=name).count() for name in ("untaken", "mine", "taken")}


def untaken() -> Untaken:
    """Return what nobody has, over the whole house. Alerts for internal affairs alone are in no count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE level <= 1), min(raised_at) FROM custody_alert "
            "WHERE state = 'open' AND NOT rule = ANY (%s)",
            [sorted(INDEPENDENT_RULES)],
        )
        return Untaken(*cursor.fetchone())


def untaken_alerts() -> tuple[int, datetime | None]:
    """Return how many alerts nobody has, and since when the oldest waits."""
    found = untaken()
    return found.count, found.oldest


def untaken_count(officer: Officer) -> int:
    """Return how many of the alerts an officer may see nobody has, for the menu."""
    return visible_alerts(officer).filter(state="open").count()


def open_alerts_of(subject_ids: Iterable[UUID]) -> dict[UUID, list[Alert]]:
    """Return the alerts that are not resolved, by what they are about, the highest level in front.

    Whoever may see the thing may see them: those for internal affairs alone, and those about anybody, are left out.
    """
    out: dict[UUID, list[Alert]] = {}
    rows = Alert.objects.filter(subject_id__in=list(subject_ids), about=[]).exclude(state="resolved")
    rows = rows.exclude(rule__in=INDEPENDENT_RULES)
    for alert in rows.order_by("level", "raised_at"):
        out.setdefault(alert.subject_id, []).append(alert)
    return out


def subjects_of(alerts: Iterable[Alert]) -> dict[UUID, HandlingUnit | Transfer]:
    """Return the units and hand-overs some alerts are about, by id."""
    alerts = list(alerts)
    units = HandlingUnit.objects.filter(id__in=[each.subject_id for each in alerts if each.subject_kind == "unit"])
    others = [each.subject_id for each in alerts if each.subject_kind == "transfer"]
    found: dict[UUID, HandlingUnit | Transfer] = {unit.id: unit for unit in units}
    if others:
        found.update({each.id: each for each in Transfer.objects.filter(id__in=others)})
    return found


def told_of(alert: Alert) -> list[DeliveryAttempt]:
    """Return who was told of an alert, when, and what the channel said, the newest in front."""
    rows = DeliveryAttempt.objects.filter(delivery__alert=alert).select_related("delivery__officer")
    return list(rows.order_by("-tried_at", "-id")[:100])


def waiting_messages(alert: Alert) -> list[Delivery]:
    """Return the messages about an alert that have not left yet."""
    rows = Delivery.objects.filter(alert=alert, next_attempt_at__isnull=False).select_related("officer")
    return list(rows.order_by("next_attempt_at", "id")[:100])


def quiet_hours_of(officer: Officer) -> QuietHours | None:
    """Return the hours in which an officer sleeps, ``None`` when they have said nothing."""
    return QuietHours.objects.filter(officer=officer).first()
