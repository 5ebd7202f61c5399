"""The list of a hot seizure."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, p, same


def _settled(state: str, **more: Source) -> tuple[Change, ...]:
    return (Change("custody_checklistline", "line_id", {**same("settled_at"), "state": c(state), **more}),)


CHECKLIST: dict[str, tuple[Change, ...]] = {
    "checklist.opened/1": (
        Change("custody_checklist", "checklist_id",
               {**same("seizure_id", "cause", "mass_mg", "worth_eur", "risk_percent", "large_lately", "opened_at"),
                "closed_at": c(None)}, creates=True),
    ),
    "checklist.owed/1": (
        Change("custody_checklistline", "line_id",
               {**same("number", "what", "owner_role"), "checklist_id": Source("ref"), "owner_id": p("owner"),
                "state": c("open"), "taken_by_id": c(None), "taken_at": c(None), "settled_by_id": c(None),
                "settled_at": c(None), "remark": c(None), "by_event": c(None), "waiver_id": c(None)}, creates=True),
    ),
    "checklist.taken/1": (
        Change("custody_checklistline", "line_id",
               {**same("taken_at"), "taken_by_id": p("taken_by"), "state": c("taken")}),
    ),
    "checklist.done/1": _settled("done", settled_by_id=p("settled_by"), **same("remark")),
    "checklist.seen/1": _settled("done", **same("by_event")),
    "checklist.set_aside/1": _settled("set_aside", settled_by_id=p("settled_by"), **same("remark", "waiver_id")),
    "checklist.lapsed/1": _settled("lapsed", **same("by_event")),
    "checklist.reopened/1": (
        Change("custody_checklistline", "line_id",
               {"state": c("open"), **dict.fromkeys(
                   ("taken_by_id", "taken_at", "settled_by_id", "settled_at", "remark", "by_event", "waiver_id"),
                   c(None))}),
        Change("custody_checklist", "@", {"closed_at": c(None)}),
    ),
    "checklist.closed/1": (Change("custody_checklist", "@", same("closed_at")),),
}
