"""No camera or no alarm watches a place, and drills of it.

Both have the same codes: nobody who reads the public log learns that a place is unwatched, or which report was a drill.
"""

from __future__ import annotations

from custody.core.events.schema import event

PLACE_REPORTED = event(
    "place.reported/1", "place", "Something was reported of the place",
    open_="report_id:uuid reported_at:time", sealed="what:text drill:bool",
    personal="reported_by:person remark:text?")
PLACE_REPORT_ANSWERED = event(
    "place.report_answered/1", "place", "What was reported of the place was answered",
    open_="report_id:uuid answered_at:time", personal="answered_by:person")
PLACE_REPORT_ENDED = event(
    "place.report_ended/1", "place", "What was reported of the place is over",
    open_="report_id:uuid ended_at:time", sealed="finding:text", personal="ended_by:person")
