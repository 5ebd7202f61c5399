"""No camera or no alarm watches a place, and drills of it."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, p, same

_REPORT = "custody_watchreport"
UNWATCHED: dict[str, tuple[Change, ...]] = {
    "place.reported/1": (
        Change(_REPORT, "report_id",
               {**same("what", "drill", "remark", "reported_at"), "place_id": Source("ref"),
                "reported_by_id": p("reported_by"), "answered_at": c(None), "answered_by_id": c(None),
                "ended_at": c(None), "ended_by_id": c(None), "finding": c(None)}, creates=True),
    ),
    "place.report_answered/1": (
        Change(_REPORT, "report_id", {**same("answered_at"), "answered_by_id": p("answered_by")}),
    ),
    "place.report_ended/1": (
        Change(_REPORT, "report_id", {**same("ended_at", "finding"), "ended_by_id": p("ended_by")}),
    ),
}
