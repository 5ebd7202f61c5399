"""What keeps messages about an alert from leaving for a while: a silence of two people, a burn that runs. Steps inside
a transaction.

The alert itself is never touched: it stands in every list, and what was kept back leaves the moment the reason ends.
Danger and level 1 are never held, neither by a silence nor by a burn. A row that waits carries a time at which it
leaves whatever happens: a reason that nobody ends holds nothing for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.alerts.locking import lock_messages
from custody.alerts.models import Alert, Delivery, Silence
from custody.alerts.rules import RULES, RULES_BY_CODE
from custody.deadlines.types import ClockType
from custody.destruction.models import BurnSession, ManifestLine
from custody.evidence.models import Placement
from custody.evidence.placing import place_token

if TYPE_CHECKING:
    from django.db.models import QuerySet

PARENT, SILENCE = "parent", "silence"
LOUDEST_SILENCED = 2
"""Levels below are never held: a burn that is merely planned must not keep a call for help, nor may a silence."""
BEFORE_THE_BURN, AFTER_THE_BURN = timedelta(hours=2), timedelta(hours=12)
"""How long around its planned hour an approved burn counts as running: that it began is recorded when it is over."""


@dataclass(frozen=True, slots=True)
class Held:
    """Why messages about an alert wait, and until when at most."""

    why: str
    until: datetime


def held(alerts: Sequence[Alert], *, at: datetime) -> dict[UUID, Held]:
    """Return what keeps messages about some alerts back, by alert. Most alerts are not in the answer."""
    out = {}
    holdable = [alert for alert in alerts if alert.level >= LOUDEST_SILENCED]
    silences = _silences(holdable, at)
    burns = _burns(holdable, at)
    for alert in holdable:
        until, why = silences.get(alert.id), SILENCE
        if until is None and waits_for_burn(alert):
            until, why = burns.get(alert.subject_id), PARENT
        if until is not None:
            out[alert.id] = Held(why, until)
    return out


def waits_for_burn(alert: Alert) -> bool:
    """Say whether messages of this rule wait while its thing is being burnt."""
    if alert.clock is None:
        rule = RULES_BY_CODE.get(alert.rule)
        return rule is not None and rule.waits_for_burn
    clock_rule = RULES.get(ClockType(alert.clock.clock_type))
    return clock_rule is not None and clock_rule.waits_for_burn and clock_rule.code == alert.rule


def hold_back(alerts: Sequence[Alert], reason: Held) -> int:
    """Let the messages about some alerts that have not left wait; return how many there are."""
    rows = Delivery.objects.filter(alert__in=alerts, state="pending", message__isnull=True)
    return lock_messages(rows).update(waits_for=reason.why, next_attempt_at=reason.until)


def release(alerts: Sequence[Alert], *, why: str, at: datetime) -> int:
    """Let what waited for a reason leave now, and let everybody be told again where nothing waited.

    The alerts must be locked. Returns how many messages leave.
    """
    waiting = lock_messages(Delivery.objects.filter(alert__in=alerts, state="pending", waits_for=why))
    have = set(waiting.values_list("alert_id", flat=True))
    quiet = [each.id for each in alerts if each.id not in have]
    Alert.objects.filter(pk__in=quiet, state="open").update(next_escalation_at=at)
    return waiting.update(waits_for="", next_attempt_at=at)


def covered_by(silence: Silence) -> QuerySet[Alert]:
    """Return the open and taken alerts that a silence covers."""
    which = Q(id=silence.alert_id) if silence.alert_id else Q(group_key=silence.group_key)
    return Alert.objects.filter(which, level__gte=LOUDEST_SILENCED).exclude(state="resolved")


def running(at: datetime) -> QuerySet[BurnSession]:
    """Return the burns that count as running."""
    return BurnSession.objects.filter(
        state="approved", starts_at__lte=at + BEFORE_THE_BURN, starts_at__gt=at - AFTER_THE_BURN
    )


def _silences(alerts: Iterable[Alert], at: datetime) -> dict[UUID, datetime]:
    live = Silence.objects.filter(approved_by__isnull=False, ended_at__isnull=True, begins_at__lte=at, ends_at__gt=at)
    of_one: dict[UUID | None, datetime] = {}
    of_group: dict[str, datetime] = {}
    for silence in live.order_by("ends_at"):
        if silence.ends_at is None:
            continue
        if silence.alert_id is not None:
            of_one[silence.alert_id] = silence.ends_at
        else:
            of_group[silence.group_key] = silence.ends_at
    if not of_one and not of_group:
        return {}
    found = {alert.id: of_one.get(alert.id) or of_group.get(alert.group_key) for alert in alerts}
    return {alert_id: until for alert_id, until in found.items() if until is not None}


def _burns(alerts: Iterable[Alert], at: datetime) -> dict[UUID, datetime]:
    """Return until when the burn of a unit, or of what lies in a place, may run."""
    waiting = [alert for alert in alerts if waits_for_burn(alert)]
    lines = ManifestLine.objects.filter(live=True, destroyed_at__isnull=True, session__in=running(at))
    units = {alert.subject_id for alert in waiting if alert.subject_kind == "unit"}
    out = {
        unit_id: starts_at + AFTER_THE_BURN
        for unit_id, starts_at in lines.filter(unit__in=units).values_list("unit_id", "session__starts_at")
    }
    for place_id in {alert.subject_id for alert in waiting if alert.subject_kind == "place"}:
        lying = Placement.objects.filter(place_token=place_token(place_id), until_at__isnull=True)
        starts = lines.filter(unit__in=lying.values("unit")).values_list("session__starts_at", flat=True)
        if starts:
            out[place_id] = max(starts) + AFTER_THE_BURN
    return out
