"""Scales, their calibration, and counts."""

from __future__ import annotations

from custody.core.folds.sources import AT, Change, Source, c, f, p, same

BOOKS: dict[str, tuple[Change, ...]] = {
    "scale.registered/2": (
        Change("custody_scale", "scale_id",
               {**same("code", "capacity_mg", "division_mg", "accuracy_class", "calibrated_until"),
                "withdrawn_at": c(None)}, creates=True),
    ),
    "calibration.reported/1": (
        Change("custody_calibration", "calibration_id",
               {**same("calibrated_on", "valid_until", "accuracy_class", "certificate", "as_found", "reported_at"),
                "scale_id": Source("ref"), "reported_by_id": p("reported_by"), "state": c("reported"),
                "decided_by_id": c(None), "decided_at": c(None)}, creates=True),
    ),
    "calibration.decided/1": (
        Change("custody_calibration", "calibration_id",
               {"state": f("outcome"), "decided_by_id": p("decided_by"), **same("decided_at")}),
        Change("custody_scale", "@", {**same("calibrated_until", "accuracy_class"), "withdrawn_at": c(None)},
               equals=("outcome", "approved")),
    ),
    "scale.withdrawn/1": (Change("custody_scale", "@", {"withdrawn_at": f("withdrawn_at")}),),
    "unit.counted/1": (
        Change("custody_count", "count_id",
               {**same("package_count", "answers_id"), "currency": c(None), "amount_minor": c(None),
                "unit_id": Source("ref"), "counted_by_id": p("counted_by"), "counted_at": AT}, creates=True),
    ),
    "unit.counted/2": (
        Change("custody_count", "count_id",
               {**same("package_count", "answers_id", "currency", "amount_minor"), "unit_id": Source("ref"),
                "counted_by_id": p("counted_by"), "counted_at": AT}, creates=True),
    ),
}
