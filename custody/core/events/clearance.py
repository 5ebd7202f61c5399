"""What is done before an emptied conveyance may go, and who else keeps a conveyance here."""

from __future__ import annotations

from custody.core.events.schema import event

# What the search found is sealed: a conveyance with something left in it is worth an attack.
CLEARANCE_SEARCHED = event(
    "clearance.searched/1", "unit", "Emptied conveyance searched once more",
    open_="clearance_id:uuid searched_at:time signature_id:uuid?", sealed="method:text result:text remark:text?",
    personal="searched_by:person second:person")
EXTRACTION_RESUMED = event(
    "extraction.resumed/1", "unit", "Stripping begun once more: something was found again", open_="clearance_id:uuid",
    personal="team_leader:person witness:person")
# Which authority keeps it, and whether it waits for a scan, is worth an attack: gangs take what stands there alone.
CONVEYANCE_HELD = event(
    "conveyance.held/1", "unit", "Others keep the conveyance here too", open_="held_since:time", sealed="held_for:text")
CONVEYANCE_LEFT = event(
    "conveyance.hold_ended/1", "unit", "Others keep the conveyance here no more", open_="ended_at:time")
