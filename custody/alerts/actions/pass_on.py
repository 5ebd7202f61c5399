"""Giving an alert to somebody by name, and writing on it."""

from __future__ import annotations

from uuid import UUID, uuid4

from custody.alerts.actions.acknowledge import give
from custody.alerts.locking import lock_alert
from custody.alerts.models import Alert, AlertNote
from custody.alerts.permissions import check_can_pass_on
from custody.alerts.resolving import take_back
from custody.alerts.rules import PASSED_ON_FOR
from custody.alerts.selectors import alert_for, has_passed_on
from custody.alerts.telling import tell_one
from custody.core.act import Act
from custody.core.events import ALERT_NOTED, ALERT_PASSED_ON
from custody.evidence import entries
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

MOST_WORDS = 2000


def pass_on(*, act: Act, alert_id: UUID, badge: str) -> Alert:
    """Give an alert to a named officer, who is told at once, and return it.

    It is the other's for twice the time of a rung, until the other takes it; never for longer than it was the giver's:
    passing on postpones no step of the ladder. Who: who has it, once. To whom: who may read alerts, and whom it is not
    about. When: it is not danger, and it is not resolved. Appends ``alert.passed_on/1``.
    """
    to = officer_by_badge(badge=badge)
    with recording(act, authorises=True) as record:
        alert = lock_alert(alert_id)
        check_can_pass_on(act.actor, alert, to=to, gave_it=has_passed_on(act.actor, alert))
        theirs_until = record.now + PASSED_ON_FOR[alert.level]
        give(alert, to=to, at=record.at, expires_at=min(alert.next_escalation_at or theirs_until, theirs_until))
        record.append(
            ALERT_PASSED_ON,
            on=alert,
            passed_at=record.at,
            expires_at=alert.ack_expires_at,
            passed_by=act.actor.pseudonym,
            acknowledged_by=to.pseudonym,
        )
        take_back([alert])
        tell_one(alert, to, at=record.now)
        record.result = {"alert": str(alert.id), "public_ref": alert.public_ref}
    return alert


def note(*, act: Act, alert_id: UUID, text: str) -> AlertNote:
    """Write a note on an alert and return it.

    Who: who may see the alert. When: always. Appends ``alert.noted/1``.
    """
    text = entries.clean_reason(text, field="text", most=MOST_WORDS)
    found = alert_for(act.actor, alert_id=alert_id)
    with recording(act, authorises=True) as record:
        alert = lock_alert(found.id)
        written = AlertNote(
            id=uuid4(), stream_id=alert.stream_id, alert=alert, author=act.actor, text=text, written_at=record.at
        )
        written.save(force_insert=True)
        record.append(
            ALERT_NOTED,
            on=alert,
            rows=[written],
            note_id=written.id,
            written_at=record.at,
            author=act.actor.pseudonym,
            text=text,
        )
        record.result = {"alert": str(alert.id), "note": str(written.id)}
    return written
