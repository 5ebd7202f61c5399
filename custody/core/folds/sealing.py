"""The register of blank seals."""

from __future__ import annotations

from custody.core.folds.sources import Change, c, f, p, same

SEALING: dict[str, tuple[Change, ...]] = {
    "seals.received/1": (
        Change("custody_sealbatch", "batch_id",
               {**same("maker", "seal_class", "prefix", "digits", "first", "last", "taken_in_at"),
                "taken_in_by_id": p("taken_in_by"), "voided_at": c(None), "voided_by_id": c(None),
                "void_reason": c(None)}, creates=True),
    ),
    "seals.voided/1": (
        Change("custody_sealbatch", "@",
               {"voided_at": f("voided_at"), "voided_by_id": p("voided_by"), "void_reason": f("reason")}),
    ),
}
