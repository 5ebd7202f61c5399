"""At the mouth of the furnace: two people each see what goes in, and each signs what they counted."""

from __future__ import annotations

from custody.core.events.schema import event

UNIT_LOADED = event(
    "unit.loaded/1", "unit", "Seen going into the fire: {part}",
    open_="loaded_id:uuid session_id:uuid part:text loaded_at:time", sealed="package_count:int?",
    personal="loaded_by:person")
UNIT_LOADED_2 = event(
    "unit.loaded/2", "unit", "Seen going into the fire: {part}",
    open_="loaded_id:uuid session_id:uuid part:text loaded_at:time",
    sealed="package_count:int? seal_read:text? seal_seen:text?", personal="loaded_by:person")
"""With what was read of its seal in that moment (R12)."""
TALLY_SIGNED = event(
    "tally.signed/1", "session", "Tally signed ({part}): {unit_count} units",
    open_="tally_id:uuid part:text unit_count:int signed_at:time", sealed="package_count:int?",
    personal="signed_by:person")
BURN_UNTALLIED = event(
    "burn.untallied/1", "session", "Burnt without a tally that two people signed",
    open_="owed_id:uuid owed_at:time", personal="owed_by:person reason:text?")
TALLY_SETTLED = event(
    "burn.tally_settled/1", "session", "The tally is not owed any more: {outcome}",
    open_="owed_id:uuid outcome:text ended_at:time")
BURN_TOLD = event(
    "burn.told/1", "session", "Said to have burnt, though something that releases it is missing",
    open_="told_id:uuid told_at:time began_at:time burnt_at:time lacks:text", personal="told_by:person reason:text")
BURN_TOLD_ENDED = event(
    "burn.told_ended/1", "session", "What was said to have burnt is settled",
    open_="told_id:uuid outcome:text ended_at:time")
