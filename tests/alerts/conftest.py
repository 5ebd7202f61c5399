"""How the tests of alerts let time pass, and who can be reached."""

from __future__ import annotations

from datetime import timedelta

from custody.alerts.models import Delivery
from custody.deadlines.models import Clock
from custody.organisation.actions import register
from tests import stories

HOUR = timedelta(hours=1)


def reach(cast, *officers, verified=True):
    """Give officers an address and a number; without ``verified`` those they have do not count any more."""
    for officer in officers:
        register.record_contact(
            act=stories.act_of(cast.administrator),
            officer=officer,
            email=f"{officer.badge}@custody.invalid",
            phone=f"+3247000{officer.badge}",
            verified_at=stories.now() if verified else None,
        )


def let_pass(subject, kind, *, past_due):
    """Move a clock back in time so that it is past due by this much now, and return it."""
    clock = Clock.objects.get(subject_id=subject.id, clock_type=kind, closed_at__isnull=True)
    back = stories.now() - past_due - clock.due_at
    Clock.objects.filter(pk=clock.pk).update(
        started_at=clock.started_at + back, due_at=clock.due_at + back, next_fire_at=clock.next_fire_at + back
    )
    clock.refresh_from_db()
    return clock


def hurry():
    """Let everything in the out-tray be due now."""
    Delivery.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=stories.now() - HOUR)
