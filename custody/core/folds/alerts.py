"""Alerts and their messages."""

from __future__ import annotations

from custody.core.folds.sources import AT, UNTAKEN, Change, Source, c, f, p, same

_WRITTEN = Change(
    "custody_alertnote", "note_id",
    {**same("text", "written_at"), "alert_id": Source("ref"), "author_id": p("author")}, creates=True)

ALERTS: dict[str, tuple[Change, ...]] = {
    "alert.raised/1": (
        Change("custody_alert", "alert_id",
               {**same("public_ref", "level", "rule", "stage", "fired_for", "engine", "subject_id"),
                "raised_at": AT, **UNTAKEN, "resolved_at": c(None)}, creates=True),
    ),
    "alert.acknowledged/1": (
        Change("custody_alert", "@",
               {"state": c("acknowledged"), "acknowledged_by_id": p("acknowledged_by"),
                "acknowledged_at": f("acknowledged_at"), "ack_expires_at": f("expires_at")}),
    ),
    "alert.reopened/1": (Change("custody_alert", "@", UNTAKEN),),
    "alert.resolved/1": (Change("custody_alert", "@", {"state": c("resolved"), "resolved_at": f("resolved_at")}),),
    "alert.resolved/2": (
        Change("custody_alert", "@",
               {"state": c("resolved"), "resolved_at": f("resolved_at"), "outcome": f("outcome")}),
    ),
    "message.closed/1": (),
    "notice.closed/1": (),
    "alert.raised/2": (
        Change("custody_alert", "alert_id",
               {**same("public_ref", "level", "rule", "rule_version", "stage", "collapsed_stages", "fired_for",
                       "engine", "subject_kind", "subject_id", "site_id", "about"),
                "raised_at": AT, **UNTAKEN, "extended_at": c(None), "resolved_at": c(None),
                "resolved_by_id": c(None), "outcome": c(None)}, creates=True),
    ),
    "alert.extended/1": (
        Change("custody_alert", "@", {"extended_at": f("extended_at"), "ack_expires_at": f("expires_at")}),
    ),
    "alert.passed_on/1": (
        Change("custody_alert", "@",
               {"state": c("acknowledged"), "acknowledged_by_id": p("acknowledged_by"),
                "acknowledged_at": f("passed_at"), "ack_expires_at": f("expires_at")}),
    ),
    "alert.seen/1": (),
    "alert.noted/1": (_WRITTEN,),
    "alert.close_proposed/1": (_WRITTEN,),
    "alert.closed/1": (
        Change("custody_alert", "@",
               {"state": c("resolved"), "resolved_at": f("resolved_at"), "outcome": f("outcome"),
                "resolved_by_id": p("resolved_by")}),
    ),
    "silence.asked/1": (
        Change("custody_silence", "silence_id",
               {**same("alert_id", "group_key", "reason", "hours", "asked_at"), "asked_by_id": p("asked_by"),
                "approved_by_id": c(None), "begins_at": c(None), "ends_at": c(None), "ended_at": c(None)},
               creates=True),
    ),
    "silence.approved/1": (
        Change("custody_silence", "@", {**same("begins_at", "ends_at"), "approved_by_id": p("approved_by")}),
    ),
    "silence.ended/1": (Change("custody_silence", "@", same("ended_at")),),
    "blackout.recorded/1": (
        Change("custody_blackout", "blackout_id",
               {**same("cause", "began_at", "ended_at", "stages_passed"), "alert_id": Source("ref")}, creates=True),
    ),
}
