"""What lies inside a unit and comes out of it, or comes to lie in another."""

from __future__ import annotations

from custody.core.events.schema import event

UNIT_TAKEN_OUT = event(
    "unit.taken_out/1", "unit", "Taken out of the unit it lay in",
    open_="outer_id:uuid removal_id:uuid taken_at:time held_since:time weighing_basis:text method:text unswept:bool",
    sealed="gross_mg:int tare_mg:int? net_mg:int? sealed_view:bool neutralised:bool",
    personal="custodian:person co_custodian:person? taken_by:person witness:person reason:text")
CONTENTS_REMOVED = event(
    "contents.removed/1", "unit", "A unit was taken out of it",
    open_="removal_id:uuid inner_id:uuid removed_at:time",
    sealed="before_mg:int? removed_mg:int gross_mg:int? tare_mg:int? net_mg:int? packages:int? package_count:int?",
    personal="removed_by:person witness:person reason:text")
CONTENTS_LOST = event(
    "contents.lost/1", "unit", "A unit that lay in it was stolen, lost or destroyed: it must weigh less",
    open_="removal_id:uuid inner_id:uuid removed_at:time",
    sealed="before_mg:int? removed_mg:int gross_mg:int? tare_mg:int? net_mg:int? packages:int? package_count:int?",
    personal="removed_by:person witness:person reason:text")
"""``removed_by`` is who asked that it is written off, ``witness`` who decided it."""
CONTENTS_GONE = event(
    "contents.gone/1", "unit", "A unit that lay in it was stolen, lost or destroyed; nobody can say how much that is",
    open_="inner_id:uuid gone_at:time")
"""It weighs in the books what it did: the next weighing shows by how much that is too much."""
UNIT_SET_APART = event(
    "unit.set_apart/1", "unit", "It is lost out of the unit that it lay in: its own weight counts from now on",
    open_="outer_id:uuid set_apart_at:time of_whole:bool method:text", sealed="gross_mg:int")
"""``of_whole``: its mass was seized with the unit around it, which is in the books of mass."""
UNIT_REGROUPED = event(
    "unit.regrouped/1", "unit", "Lies in another unit since the one around it was divided",
    open_="from_id:uuid parent_id:uuid regrouped_at:time")
