"""Forms that came in and could not be recorded."""

from __future__ import annotations

from custody.core.folds.sources import Change, c, p, same

_HELD = "custody_heldreport"
_CLOSED = {**same("closed_at"), "closed_by_id": p("closed_by")}
HELD_REPORTS: dict[str, tuple[Change, ...]] = {
    "report.held/1": (
        Change(_HELD, "held_id",
               {**same("sent_as", "goes_on_as", "form", "signed_at", "held_at", "storage_name", "labels", "reasons"),
                "author_id": p("author"), "state": c("open"), "note": c(None), "handed_back_by_id": c(None),
                "handed_back_at": c(None), "reason": c(None), "asked_by_id": c(None), "asked_at": c(None),
                "closed_by_id": c(None), "closed_at": c(None)}, creates=True),
    ),
    "report.held_again/1": (Change(_HELD, "@", same("storage_name", "labels", "reasons")),),
    "report.handed_back/1": (
        Change(_HELD, "@", {**same("handed_back_at", "note"), "handed_back_by_id": p("handed_back_by")}),
    ),
    "report.put_right/1": (Change(_HELD, "@", {"state": c("corrected"), **_CLOSED}),),
    "report.set_aside_asked/1": (
        Change(_HELD, "@", {"state": c("asked"), **same("asked_at", "reason"), "asked_by_id": p("asked_by")}),
    ),
    "report.set_aside/1": (Change(_HELD, "@", {"state": c("set_aside"), **_CLOSED}),),
    "report.kept/1": (Change(_HELD, "@", {"state": c("open")}),),
}
