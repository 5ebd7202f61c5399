"""Inquiries into what was destroyed by an event."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, p, same

INQUIRIES: dict[str, tuple[Change, ...]] = {
    "inquiry.opened/1": (
        Change("custody_inquiry", "inquiry_id",
               {**same("opened_at"), "unit_id": Source("ref"), "opened_by_id": p("opened_by"), "cause": c(None),
                "report_number": c(None), "finding": c(None), "residue_id": c(None), "closed_by_id": c(None),
                "closed_at": c(None)}, creates=True),
    ),
    "inquiry.closed/1": (
        Change("custody_inquiry", "inquiry_id",
               {**same("cause", "report_number", "finding", "residue_id", "closed_at"),
                "closed_by_id": p("closed_by")}),
    ),
}
