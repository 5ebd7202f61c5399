"""Silences: messages about one alert, or one group, wait a day at most. Two people, a reason, and the director knows.

The alert stands in every list meanwhile. When the silence ends, by itself or by hand, everybody is told at once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from custody.alerts.inhibiting import SILENCE, Held, covered_by, hold_back, release
from custody.alerts.locking import lock_alert, lock_silence
from custody.alerts.models import Silence
from custody.alerts.permissions import check_can_approve_silence, check_can_ask_silence, check_can_end_silence
from custody.alerts.policies import check_silent_hours
from custody.core.act import Act
from custody.core.events import SILENCE_APPROVED, SILENCE_ASKED, SILENCE_ENDED
from custody.evidence import entries
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.alerts.models import Alert

MOST_WORDS = 500


def ask_silence(*, act: Act, alert_id: UUID, hours: int, reason: str, whole_group: bool = False) -> Silence:
    """Ask that messages about an alert, or about its whole group, wait for some hours, and return the silence.

    Nothing waits before a second person approves it. Who: in command, or above; never whom it is about. When: the alert
    is not resolved, its rule allows it, and it is neither danger nor level 1. Appends ``silence.asked/1``.
    """
    reason = entries.clean_reason(reason, most=MOST_WORDS)
    check_silent_hours(hours)
    with recording(act, authorises=True) as record:
        alert = lock_alert(alert_id)
        check_can_ask_silence(act.actor, alert)
        silence = Silence(
            id=uuid4(),
            alert=None if whole_group else alert,
            group_key=alert.group_key if whole_group else "",
            reason=reason,
            hours=hours,
            asked_by=act.actor,
            asked_at=record.at,
        )
        silence.stream_id = record.open_stream(kind="silence", ref=silence.id)
        silence.save(force_insert=True)
        record.append(
            SILENCE_ASKED,
            on=silence,
            silence_id=silence.id,
            alert_id=silence.alert_id,
            hours=hours,
            asked_at=record.at,
            group_key=silence.group_key,
            reason=reason,
            asked_by=act.actor.pseudonym,
        )
        record.result = {"silence": str(silence.id)}
    return silence


def approve_silence(*, act: Act, silence_id: UUID) -> Silence:
    """Let a silence begin and return it. The director is told (AL17).

    Who: a supervisor or above who did not ask for it. When: nobody approved it, and it was not withdrawn. Appends
    ``silence.approved/1``.
    """
    with recording(act, authorises=True) as record:
        silence = lock_silence(silence_id)
        check_can_approve_silence(act.actor, silence)
        silence.approved_by, silence.begins_at = act.actor, record.at
        silence.ends_at = record.at + timedelta(hours=silence.hours)
        silence.save(update_fields=["approved_by", "begins_at", "ends_at"])
        record.append(
            SILENCE_APPROVED,
            on=silence,
            begins_at=silence.begins_at,
            ends_at=silence.ends_at,
            approved_by=act.actor.pseudonym,
        )
        hold_back(_lock_covered(silence), Held(SILENCE, silence.ends_at))
        record.result = {"silence": str(silence.id)}
    return silence


def end_silence(*, act: Act, silence_id: UUID) -> Silence:
    """End or withdraw a silence and return it; everybody it kept waiting is told at once.

    Who: who asked for it, in command, or above. When: it is not over. Appends ``silence.ended/1``.
    """
    with recording(act, authorises=True) as record:
        silence = lock_silence(silence_id)
        check_can_end_silence(act.actor, silence)
        began = silence.begins_at is not None
        silence.ended_at, silence.renotified_at = record.at, record.now
        silence.save(update_fields=["ended_at", "renotified_at"])
        record.append(SILENCE_ENDED, on=silence, ended_at=record.at)
        if began:
            release(_lock_covered(silence), why=SILENCE, at=record.now)
        record.result = {"silence": str(silence.id)}
    return silence


def _lock_covered(silence: Silence) -> list[Alert]:
    return list(covered_by(silence).select_for_update(of=("self",)).order_by("id"))
