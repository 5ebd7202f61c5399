"""What was left of a burn: weighed once it was cool, and what became of it."""

from __future__ import annotations

from custody.core.events.schema import event

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
