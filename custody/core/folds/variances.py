"""A variance of the books of mass passes to another owner, and is closed by somebody outside."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, f, p, same

VARIANCES: dict[str, tuple[Change, ...]] = {
    "variance.offered/1": (
        Change("custody_varianceoffer", "offer_id",
               {**same("missing_mg", "reason", "offered_at"), "unit_id": Source("ref"),
                "from_owner_id": p("from_owner"), "to_owner_id": p("to_owner"), "offered_by_id": p("offered_by"),
                "state": c("open"), "answered_by_id": c(None), "answered_at": c(None), "answer": c(None)},
               creates=True),
    ),
    "variance.answered/1": (
        Change("custody_varianceoffer", "offer_id",
               {"state": f("outcome"), **same("answered_at", "answer"), "answered_by_id": p("answered_by")}),
    ),
    "variance.closed/1": (
        Change("custody_varianceclosing", "closing_id",
               {**same("number", "missing_mg", "finding", "closed_at"), "unit_id": Source("ref"),
                "owner_id": p("owner"), "closed_by_id": p("closed_by")}, creates=True),
    ),
}
