"""Waivers."""

from __future__ import annotations

from custody.core.folds.sources import Change, c, f, p, same

WAIVERS: dict[str, tuple[Change, ...]] = {
    "waiver.asked/1": (
        Change("custody_waiver", "waiver_id",
               {**same("rule", "subject_kind", "subject_id", "amount", "reason", "asked_at", "expires_at"),
                "asked_by_id": p("asked_by"), "state": c("asked"), "decided_by_id": c(None), "decided_at": c(None),
                "answer": c(None), "ended_at": c(None)}, creates=True),
    ),
    "waiver.decided/1": (
        Change("custody_waiver", "@",
               {**same("decided_at", "expires_at", "answer"), "state": f("outcome"),
                "decided_by_id": p("decided_by")}),
    ),
    "waiver.ended/1": (Change("custody_waiver", "@", {"ended_at": f("ended_at"), "state": f("outcome")}),),
}
