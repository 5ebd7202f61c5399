"""The search of a conveyance after it was emptied, what that leads to, and who else keeps it."""

from __future__ import annotations

from custody.core.folds.sources import MOVED, Change, Source, c, f, p, same

CLEARANCE: dict[str, tuple[Change, ...]] = {
    "clearance.searched/1": (
        Change("custody_clearance", "clearance_id",
               {**same("searched_at", "method", "result", "remark", "signature_id"),
                "searched_by_id": p("searched_by"), "second_id": p("second"), "unit_id": Source("ref")}, creates=True),
    ),
    "extraction.resumed/1": (Change("custody_handlingunit", "@", MOVED),),
    "conveyance.held/1": (
        Change("custody_conveyance", "@unit", {"held_for": f("held_for")}, copies="by_unit"),
    ),
    "conveyance.hold_ended/1": (
        Change("custody_conveyance", "@unit", {"held_for": c(None)}, copies="by_unit"),
    ),
}
