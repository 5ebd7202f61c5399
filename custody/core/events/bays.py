"""The bays of a store, and in which of them goods stand. Sealed: of a bay nobody outside learns that it exists."""

from __future__ import annotations

from custody.core.events.schema import event

PLACE_BAYS_LAID_OUT = event(
    "place.bays_laid_out/1", "place", "Its bays were laid out", open_="layout_id:uuid laid_out_at:time",
    sealed="bay_rows:int bay_columns:int", personal="laid_out_by:person")
UNIT_SHELVED = event(
    "unit.shelved/1", "unit", "Put into a bay of its store", open_="shelving_id:uuid placement_id:uuid shelved_at:time",
    sealed="bay:text", personal="shelved_by:person")
