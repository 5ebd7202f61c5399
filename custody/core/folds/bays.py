"""The bays of a store, and in which of them goods stand."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, p, same

BAYS: dict[str, tuple[Change, ...]] = {
    "place.bays_laid_out/1": (
        Change("custody_baylayout", "layout_id",
               {**same("laid_out_at", "bay_rows", "bay_columns"), "place_id": Source("ref"),
                "laid_out_by_id": p("laid_out_by")}, creates=True),
    ),
    "unit.shelved/1": (
        Change("custody_shelving", "shelving_id",
               {**same("placement_id", "shelved_at", "bay"), "unit_id": Source("ref"),
                "shelved_by_id": p("shelved_by")}, creates=True),
    ),
}
