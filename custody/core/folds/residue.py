"""What was left of a burn."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, p, same

RESIDUE: dict[str, tuple[Change, ...]] = {
    "burn.attended/1": (
        Change("custody_burnattendance", "attendance_id",
               {**same("attends_for", "answer", "recorded_at", "temperature_c", "name", "position", "reason"),
                "session_id": Source("ref"), "recorded_by_id": p("recorded_by")}, creates=True),
    ),
    "residue.weighed/1": (
        Change("custody_burnresidue", "residue_id",
               {**same("residue_kind", "scale_id", "weighed_at", "gross_mg"), "session_id": Source("ref"),
                "weighed_by_id": p("weighed_by"), "disposal": c(None), "again_id": c(None), "party": c(None),
                "reference": c(None), "disposed_by_id": c(None), "disposed_at": c(None)}, creates=True),
    ),
    "residue.none/1": (),
    "residue.disposed/1": (
        Change("custody_burnresidue", "residue_id",
               {**same("disposal", "again_id", "disposed_at", "party", "reference"),
                "disposed_by_id": p("disposed_by")}),
    ),
}
