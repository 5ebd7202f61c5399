"""Waivers: who asked for one, who granted or refused it, and when it ended."""

from __future__ import annotations

from custody.core.events.schema import event

WAIVER_ASKED = event(
    "waiver.asked/1", "waiver", "Waiver of {rule} asked for", open_="waiver_id:uuid rule:text asked_at:time",
    sealed="subject_kind:text subject_id:uuid amount:int? expires_at:time",
    personal="reason:text asked_by:person")
WAIVER_DECIDED = event(
    "waiver.decided/1", "waiver", "Waiver decided: {outcome}",
    open_="outcome:text decided_at:time", sealed="expires_at:time", personal="decided_by:person answer:text")
WAIVER_ENDED = event(
    "waiver.ended/1", "waiver", "Waiver ended: {outcome}",
    open_="outcome:text ended_at:time", personal="ended_by:person")
