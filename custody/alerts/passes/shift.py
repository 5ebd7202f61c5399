"""The shift pass: who comes on duty is told that all is normal, once. A message that stays away is noticed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from custody.alerts.models import Alert, ShiftMessage
from custody.alerts.notices import queue_shift
from custody.alerts.passes.engine import beat
from custody.alerts.rules import UNCOUNTED_RULES
from custody.deadlines.selectors import database_now
from custody.organisation.models import Duty

if TYPE_CHECKING:
    from custody.organisation.models import Officer

STILL_NEWS = timedelta(hours=1)
"""After an outage a duty that began longer ago is not greeted any more."""


def shift(*, engine: str) -> int:
    """Queue the message for every duty that has begun; return for how many."""
    with transaction.atomic(durable=True):
        now = database_now()
        begun = list(
            Duty.objects.filter(
                cancelled_at__isnull=True,
                begins_at__lte=now,
                begins_at__gt=now - STILL_NEWS,
                ends_at__gt=now,
                officer__is_active=True,
            )
            .exclude(id__in=ShiftMessage.objects.filter(duty__begins_at__gt=now - STILL_NEWS).values("duty"))
            .select_related("officer")
            .order_by("id")
        )
        ours = [each for each in begun if _is_first(each)]
        if ours:
            officers = {each.officer_id: each.officer for each in ours}
            counted = {key: _open_without(officer) for key, officer in officers.items()}
            queue_shift(officers=list(officers.values()), open_alerts=counted, at=now)
    beat(engine=engine, work="shift", done=len(ours))
    return len(ours)


def _open_without(officer: Officer) -> int:
    """Return how many alerts are open, as the officer may be told: a report made in silence must not be read off the
    number on the phone of who made it.
    """
    everybodys = Alert.objects.exclude(state="resolved").exclude(rule__in=UNCOUNTED_RULES)
    return everybodys.filter(level__lte=3).exclude(about__contains=[officer.id]).count()


def _is_first(duty: Duty) -> bool:
    """Write down that this duty is greeted; ``False`` when another engine was first."""
    _, is_new = ShiftMessage.objects.get_or_create(duty=duty)
    return is_new
