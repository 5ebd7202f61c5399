"""When a message goes again, and who else is asked when it does not get through."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from custody.alerts.models import Alert, Delivery
from custody.alerts.telling import address_of
from custody.organisation.selectors import contacts_of

RETRY_AFTER = tuple(timedelta(seconds=each) for each in (10, 20, 40, 60, 120, 300))
GIVE_UP_AFTER = timedelta(hours=24)
WIDENED_AFTER_FAILURES = 3
WIDENED_AFTER = timedelta(minutes=2)
RUNGS_HURRIED = 6
"""Past this rung everybody has been asked, and hurrying would only tell the same people more often."""
_OTHER = {"email": "sms", "sms": "email"}


def wait_after(attempt: int) -> timedelta:
    """Return how long a message waits after its nth attempt: 10, 20, 40 seconds, 1, 2, then 5 minutes, and up to a
    tenth more, so that what failed together does not come back together.
    """
    wait = RETRY_AFTER[max(0, min(attempt, len(RETRY_AFTER)) - 1)]
    return wait + timedelta(milliseconds=secrets.randbelow(int(wait.total_seconds() * 100) + 1))


def widen(rows: Iterable[Delivery], *, now: datetime) -> None:
    """Ask on the other channel too, and the next people at once, because some messages do not get through.

    The alerts of the rows must be locked. Once for each row: it goes on being tried by itself.
    """
    rows = [row for row in rows if row.widened_at is None]
    about = [row for row in rows if row.alert is not None and row.alert.state != "resolved"]
    contacts = contacts_of({row.officer for row in about if row.officer is not None})
    more = []
    for row in about:
        contact = None if row.officer_id is None else contacts.get(row.officer_id)
        other = _OTHER[row.channel]
        if contact is not None and address_of(contact, other, level=row.level):
            more.append(
                Delivery(
                    alert=row.alert, officer=row.officer, channel=other, step=row.step, level=row.level,
                    reference=row.reference, next_attempt_at=now,
                )
            )
    Delivery.objects.bulk_create(more, ignore_conflicts=True)
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(widened_at=now)
    hurry({row.alert_id for row in about if row.alert is not None and row.step == row.alert.step}, now=now)


def hurry(alerts: Collection[UUID | None], *, now: datetime) -> None:
    """Let the next rung of some alerts that nobody has be told at once. Bookkeeping: the ladder itself is as it was."""
    rows = Alert.objects.filter(id__in=list(alerts), state="open", next_escalation_at__gt=now, step__lt=RUNGS_HURRIED)
    rows.update(next_escalation_at=now)


def send_elsewhere(rows: Iterable[Delivery], *, now: datetime) -> None:
    """Send a text again by another gateway, under the same reference, because no receipt came for it."""
    Delivery.objects.filter(pk__in=[row.pk for row in rows], state="accepted").update(
        state="pending", next_attempt_at=now, waits_for=""
    )
