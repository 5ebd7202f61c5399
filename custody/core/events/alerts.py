"""Alerts and their messages."""

from __future__ import annotations

from custody.core.events.schema import event

# Neutral codes: the rule, and whether it concerns duress or an inquiry, is sealed.

ALERT_RAISED = event(
    "alert.raised/1", "alert", "Alert {public_ref} raised, level {level}",
    open_="alert_id:uuid public_ref:text level:int engine:text fired_for:time",
    sealed="rule:text stage:text subject_id:uuid?")
ALERT_ACKNOWLEDGED = event("alert.acknowledged/1", "alert", "Alert acknowledged",
                            open_="acknowledged_at:time expires_at:time?", personal="acknowledged_by:person")
ALERT_REOPENED = event("alert.reopened/1", "alert", "Acknowledgement ran out, alert open again",
                        open_="reopened_at:time")
ALERT_RESOLVED = event(
    "alert.resolved/1", "alert", "Alert resolved", open_="resolved_at:time", sealed="by_event:text?")
ALERT_RESOLVED_2 = event(
    "alert.resolved/2", "alert", "Alert resolved", open_="resolved_at:time outcome:text", sealed="by_event:text?")
MESSAGE_CLOSED = event(
    "message.closed/1", "alert", "Message ended: {outcome}",
    open_="delivery_id:uuid channel:text outcome:text attempts:int", personal="recipient:person")
NOTICE_CLOSED = event(
    "notice.closed/1", "officer", "Message ended: {outcome}",
    open_="delivery_id:uuid kind:text channel:text outcome:text attempts:int")
ALERT_RAISED_2 = event(
    "alert.raised/2", "alert", "Alert {public_ref} raised, level {level}",
    open_="alert_id:uuid public_ref:text level:int engine:text fired_for:time",
    sealed="rule:text rule_version:int stage:text collapsed_stages:texts subject_kind:text subject_id:uuid? "
           "site_id:uuid? about:texts")
ALERT_EXTENDED = event("alert.extended/1", "alert", "More time taken", open_="extended_at:time expires_at:time",
                       personal="extended_by:person")
ALERT_PASSED_ON = event(
    "alert.passed_on/1", "alert", "Alert passed on", open_="passed_at:time expires_at:time",
    personal="passed_by:person acknowledged_by:person")
ALERT_SEEN = event("alert.seen/1", "alert", "Alert seen by text message", open_="seen_at:time",
                   personal="seen_by:person")
ALERT_NOTED = event("alert.noted/1", "alert", "Note written", open_="note_id:uuid written_at:time",
                    personal="author:person text:text")
ALERT_CLOSE_PROPOSED = event(
    "alert.close_proposed/1", "alert", "Finding written: a second person must confirm it",
    open_="note_id:uuid written_at:time", personal="author:person text:text")
ALERT_CLOSED = event(
    "alert.closed/1", "alert", "Alert closed: {outcome}", open_="outcome:text resolved_at:time",
    personal="resolved_by:person second:person? reason:text")
SILENCE_ASKED = event(
    "silence.asked/1", "silence", "Silence asked for", open_="silence_id:uuid alert_id:uuid? hours:int asked_at:time",
    sealed="group_key:text", personal="reason:text asked_by:person")
SILENCE_APPROVED = event(
    "silence.approved/1", "silence", "Silence approved", open_="begins_at:time ends_at:time",
    personal="approved_by:person")
SILENCE_ENDED = event("silence.ended/1", "silence", "Silence over", open_="ended_at:time")
BLACKOUT_RECORDED = event(
    "blackout.recorded/1", "alert", "Nobody watched for a while",
    open_="blackout_id:uuid cause:text began_at:time ended_at:time stages_passed:int")
