"""What is done before an emptied conveyance may go."""

from __future__ import annotations

from custody.core.events.schema import event

# What the search found is sealed: a conveyance with something left in it is worth an attack.
CLEARANCE_SEARCHED = event(
    "clearance.searched/1", "unit", "Emptied conveyance searched once more",
    open_="clearance_id:uuid searched_at:time signature_id:uuid?", sealed="method:text result:text remark:text?",
    personal="searched_by:person second:person")
