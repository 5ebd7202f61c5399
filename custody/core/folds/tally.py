"""At the mouth of the furnace: who saw what go in, and who signed."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, p, same

TALLY: dict[str, tuple[Change, ...]] = {
    "unit.loaded/1": (
        Change("custody_loaded", "loaded_id",
               {**same("session_id", "part", "loaded_at", "package_count"), "unit_id": Source("ref"),
                "loaded_by_id": p("loaded_by"), "seal_read": c(None)}, creates=True),
    ),
    "unit.loaded/2": (
        Change("custody_loaded", "loaded_id",
               {**same("session_id", "part", "loaded_at", "package_count", "seal_read"), "unit_id": Source("ref"),
                "loaded_by_id": p("loaded_by")}, creates=True),
    ),
    "tally.signed/1": (
        Change("custody_tally", "tally_id",
               {**same("part", "unit_count", "package_count", "signed_at"), "session_id": Source("ref"),
                "signed_by_id": p("signed_by")}, creates=True),
    ),
    "burn.untallied/1": (
        Change("custody_tallyowed", "owed_id",
               {**same("owed_at", "reason"), "session_id": Source("ref"), "owed_by_id": p("owed_by"),
                "ended_at": c(None), "outcome": c(None)}, creates=True),
    ),
    "burn.tally_settled/1": (Change("custody_tallyowed", "owed_id", same("outcome", "ended_at")),),
    "burn.told/1": (
        Change("custody_burntold", "told_id",
               {**same("told_at", "began_at", "burnt_at", "lacks", "reason"), "session_id": Source("ref"),
                "told_by_id": p("told_by"), "ended_at": c(None), "outcome": c(None)}, creates=True),
    ),
    "burn.told_ended/1": (Change("custody_burntold", "told_id", same("outcome", "ended_at")),),
}
