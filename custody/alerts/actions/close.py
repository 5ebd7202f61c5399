"""Ending by hand what no event of custody ends: with a finding, or as a false alarm.

Where a rule asks for two people, both sign: one writes what was found, which ends nothing, and another confirms that
very finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from custody.alerts.locking import lock_alert
from custody.alerts.models import AlertNote
from custody.alerts.permissions import check_can_call_noise, check_can_close, check_can_propose_close
from custody.alerts.resolving import take_back
from custody.alerts.rules import RULES_BY_CODE
from custody.alerts.selectors import proposed_finding
from custody.core.act import Act
from custody.core.events import ALERT_CLOSE_PROPOSED, ALERT_CLOSED
from custody.evidence import entries
from custody.ledger.recording import Record, recording

if TYPE_CHECKING:
    from custody.alerts.models import Alert
    from custody.organisation.models import Officer

MOST_WORDS = 2000


def close(*, act: Act, alert_id: UUID, reason: str, proposal_id: UUID | None = None) -> Alert:
    """Close an alert with a finding and return it.

    Where its rule asks for two people, the finding of the first leaves the alert open: it waits for another person, who
    names it as ``proposal_id`` and says what they found themselves. A newer finding takes its place.

    Who: whoever its rule names. When: its rule lets a person close it, and it is not resolved. Appends
    ``alert.closed/1``, or ``alert.close_proposed/1`` for the first of two.
    """
    reason = entries.clean_reason(reason, most=MOST_WORDS)
    with recording(act, authorises=True) as record:
        alert = lock_alert(alert_id)
        if RULES_BY_CODE[alert.rule].two_people and proposal_id is None:
            check_can_propose_close(act.actor, alert)
            _propose(record, alert, reason=reason)
        else:
            proposal = _standing(alert)
            check_can_close(act.actor, alert, proposal=proposal, named=proposal_id)
            _end(record, alert, outcome="closed", second=None if proposal is None else proposal.author, reason=reason)
    return alert


def report_noise(*, act: Act, alert_id: UUID, reason: str) -> Alert:
    """Close an alert as a false alarm and return it; the monthly report counts it.

    Who: whoever its rule names; where it asks for two people, after another of them wrote what was found. When: its
    rule allows it, and it is not resolved. Appends ``alert.closed/1``.
    """
    reason = entries.clean_reason(reason, most=MOST_WORDS)
    with recording(act, authorises=True) as record:
        alert = lock_alert(alert_id)
        proposal = _standing(alert)
        check_can_call_noise(act.actor, alert, proposal=proposal)
        _end(record, alert, outcome="noise", second=None if proposal is None else proposal.author, reason=reason)
    return alert


def _standing(alert: Alert) -> AlertNote | None:
    return proposed_finding(alert) if RULES_BY_CODE[alert.rule].two_people else None


def _propose(record: Record, alert: Alert, *, reason: str) -> None:
    author = record.act.actor
    written = AlertNote(
        id=uuid4(), stream_id=alert.stream_id, alert=alert, author=author, text=reason, written_at=record.at
    )
    written.save(force_insert=True)
    record.append(
        ALERT_CLOSE_PROPOSED,
        on=alert,
        rows=[written],
        note_id=written.id,
        written_at=record.at,
        author=author.pseudonym,
        text=reason,
    )
    record.result = {"alert": str(alert.id), "public_ref": alert.public_ref, "note": str(written.id)}


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
