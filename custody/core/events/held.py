"""Forms that came in and could not be recorded: held until who signed them puts them right, or two set them aside."""

from __future__ import annotations

from custody.core.events.schema import event

REPORT_HELD = event(
    "report.held/1", "held", "A form could not be recorded as it was signed, and is held for correction",
    open_="held_id:uuid sent_as:uuid goes_on_as:uuid form:text signed_at:time held_at:time storage_name:text",
    sealed="sha256:text labels:texts reasons:texts", personal="author:person")
REPORT_HELD_AGAIN = event(
    "report.held_again/1", "held", "What was put right could not be recorded either",
    open_="storage_name:text", sealed="sha256:text labels:texts reasons:texts")
REPORT_HANDED_BACK = event(
    "report.handed_back/1", "held", "The held form was handed back to who signed it",
    open_="handed_back_at:time", personal="handed_back_by:person note:text")
REPORT_PUT_RIGHT = event(
    "report.put_right/1", "held", "The held form was put right, and is recorded", open_="closed_at:time",
    personal="closed_by:person")
REPORT_SET_ASIDE_ASKED = event(
    "report.set_aside_asked/1", "held", "The held form shall be set aside",
    open_="asked_at:time", personal="asked_by:person reason:text")
REPORT_SET_ASIDE = event(
    "report.set_aside/1", "held", "The held form was set aside by a second person", open_="closed_at:time",
    personal="closed_by:person")
REPORT_KEPT = event(
    "report.kept/1", "held", "The held form was not set aside: it waits for its correction",
    open_="kept_at:time", personal="kept_by:person")
