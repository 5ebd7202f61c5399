"""A label of the house that somebody found lying somewhere."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, p, same

_REPORT = "custody_foundlabel"
FOUND_LABELS: dict[str, tuple[Change, ...]] = {
    "label.reported/1": (
        Change(_REPORT, "report_id",
               {**same("code", "found_where", "remark", "reported_at"), "reported_by_id": Source("ref"),
                "settled_at": c(None), "settled_by_id": c(None), "outcome": c(None), "finding": c(None)}, creates=True),
    ),
    "label.report_settled/1": (
        Change(_REPORT, "report_id",
               {**same("settled_at", "outcome", "finding"), "settled_by_id": p("settled_by")}),
    ),
    "label.unprinted/1": (),
}
