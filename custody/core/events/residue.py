"""What was left of a burn: weighed once it was cool, and what became of it."""

from __future__ import annotations

from custody.core.events.schema import event

BURN_ATTENDED = event(
    "burn.attended/1", "session", "Stood by at the fire for {attends_for}: {answer}",
    open_="attendance_id:uuid attends_for:text answer:text recorded_at:time", sealed="temperature_c:int?",
    personal="name:text position:text reason:text? recorded_by:person")
"""Somebody without a badge; what the furnace says of its heat."""
RESIDUE_WEIGHED = event(
    "residue.weighed/1", "session", "What was left of the burn was weighed: {residue_kind}",
    open_="residue_id:uuid residue_kind:text scale_id:uuid weighed_at:time", sealed="gross_mg:int",
    personal="weighed_by:person")
RESIDUE_NONE = event(
    "residue.none/1", "session", "Nothing of the burn is left to be weighed", open_="said_at:time",
    personal="said_by:person reason:text")
RESIDUE_DISPOSED = event(
    "residue.disposed/1", "session", "What was left of the burn is gone: {disposal}",
    open_="residue_id:uuid disposal:text again_id:uuid? disposed_at:time", sealed="party:text? reference:text?",
    personal="disposed_by:person")
