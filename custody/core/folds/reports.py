"""The official reports of a seizure, and how their entries are put right."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, f, p, same

_ENTRY = ("report_kind", "service", "number", "drawn_on")
_ASKED = {**same(*_ENTRY, "report_id", "reason", "asked_at"), "seizure_id": Source("ref"), "asked_by_id": p("asked_by"),
          "state": c("asked"), "decided_by_id": c(None), "decided_at": c(None)}
_DECIDED = Change("custody_reportcorrection", "correction_id",
                  {"state": f("outcome"), **same("decided_at"), "decided_by_id": p("decided_by")})

REPORTS: dict[str, tuple[Change, ...]] = {
    "report.recorded/1": (
        Change("custody_officialreport", "report_id",
               {**same(*_ENTRY, "jurisdiction", "year", "whole", "labels", "initial", "recorded_at"),
                "seizure_id": Source("ref"), "recorded_by_id": p("recorded_by")}, creates=True),
    ),
    "report.correction_asked/1": (
        Change("custody_reportcorrection", "correction_id", {**_ASKED, "labels": c(None), "initial": c(None)},
               creates=True),
    ),
    "report.correction_asked/2": (
        Change("custody_reportcorrection", "correction_id", {**_ASKED, **same("labels", "initial")}, creates=True),
    ),
    "report.correction_decided/1": (
        Change("custody_officialreport", "report_id", same(*_ENTRY, "year")), _DECIDED,
    ),
    "report.correction_decided/2": (
        Change("custody_officialreport", "report_id", same(*_ENTRY, "year", "whole", "labels", "initial")), _DECIDED,
    ),
}
