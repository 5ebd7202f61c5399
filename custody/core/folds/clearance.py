"""The search of a conveyance after it was emptied."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, p, same

CLEARANCE: dict[str, tuple[Change, ...]] = {
    "clearance.searched/1": (
        Change("custody_clearance", "clearance_id",
               {**same("searched_at", "method", "result", "remark", "signature_id"),
                "searched_by_id": p("searched_by"), "second_id": p("second"), "unit_id": Source("ref")}, creates=True),
    ),
}
