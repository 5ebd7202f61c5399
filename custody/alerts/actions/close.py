"""Ending by hand what no event of custody ends: with a finding, or as a false alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.locking import lock_alert
from custody.alerts.permissions import check_can_call_noise, check_can_close
from custody.alerts.resolving import take_back
from custody.core.act import Act
from custody.core.events import ALERT_CLOSED
from custody.evidence import entries
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.alerts.models import Alert
    from custody.organisation.models import Officer

MOST_WORDS = 2000


def close(*, act: Act, alert_id: UUID, reason: str, second_badge: str = "") -> Alert:
    """Close an alert with a finding and return it.

    Who: whoever its rule names, where the rule asks for it together with a second of them. When: its rule lets a person
    close it, and it is not resolved. Appends ``alert.closed/1``.
    """
    reason = entries.clean_reason(reason, most=MOST_WORDS)
    second = officer_by_badge(badge=second_badge, field="second_badge") if second_badge.strip() else None
    with recording(act) as record:
        alert = lock_alert(alert_id)
        check_can_close(act.actor, alert, second=second)
        _end(record, alert, outcome="closed", second=second, reason=reason)
    return alert


def report_noise(*, act: Act, alert_id: UUID, reason: str) -> Alert:
    """Close an alert as a false alarm and return it; the monthly report counts it.

    Who: whoever its rule names. When: its rule allows it, and it is not resolved. Appends ``alert.closed/1``.
    """
    reason = entries.clean_reason(reason, most=MOST_WORDS)
    with recording(act) as record:
        alert = lock_alert(alert_id)
        check_can_call_noise(act.actor, alert)
        _end(record, alert, outcome="noise", second=None, reason=reason)
    return alert


def _end(record: Record, alert: Alert, *, outcome: str, second: Officer | None, reason: str) -> None:
    alert.state, alert.outcome, alert.resolved_at = "resolved", outcome, record.at
    alert.resolved_by, alert.next_escalation_at = record.act.actor, None
    alert.save(update_fields=["state", "outcome", "resolved_at", "resolved_by", "next_escalation_at"])
    record.append(
        ALERT_CLOSED,
        on=alert,
        outcome=outcome,
        resolved_at=record.at,
        resolved_by=record.act.actor.pseudonym,
        second=None if second is None else second.pseudonym,
        reason=reason,
    )
    take_back([alert])
    record.result = {"alert": str(alert.id), "public_ref": alert.public_ref}
