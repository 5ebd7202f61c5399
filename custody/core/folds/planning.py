"""Slots, crews, outages, plans of burns, and what may be told the public."""

from __future__ import annotations

from custody.core.folds.sources import AT, Change, Source, c, f, p, same

PLANNING: dict[str, tuple[Change, ...]] = {
    "slot.booked/1": (
        Change("custody_slot", "slot_id",
               {**same("starts_at", "limit_mg", "escorts"), "facility_id": Source("ref"), "withdrawn_at": c(None)},
               creates=True),
    ),
    "slot.withdrawn/1": (Change("custody_slot", "slot_id", same("withdrawn_at", "reason")),),
    "outage.recorded/1": (
        Change("custody_outage", "outage_id",
               {**same("begins_at", "ends_at", "reason"), "facility_id": Source("ref"), "ended_at": c(None)},
               creates=True),
    ),
    "outage.ended/1": (Change("custody_outage", "outage_id", same("ended_at")),),
    "facility.licensed/1": (
        Change("custody_licence", "licence_id",
               {**same("substances", "licensed_at"), "facility_id": Source("ref"), "number": c(""),
                "valid_from_on": c(None), "valid_until_on": c(None)}, creates=True),
    ),
    "facility.licensed/2": (
        Change("custody_licence", "licence_id",
               {**same("substances", "licensed_at", "number", "valid_from_on", "valid_until_on"),
                "facility_id": Source("ref")}, creates=True),
    ),
    "crews.rostered/1": (
        Change("custody_crewshift", "shift_id",
               {**same("jurisdiction", "begins_at", "ends_at", "crews", "escorts"), "cancelled_at": c(None)},
               creates=True),
    ),
    "crews.cancelled/1": (Change("custody_crewshift", "shift_id", same("cancelled_at")),),
    "plan.made/1": (
        Change("custody_burnplan", "plan_id",
               {**same("jurisdiction", "layer", "digest", "session_count", "unit_count", "unfilled_count", "risk_hours",
                       "idle_risk_hours", "planned_mg", "left_mg", "zero_at"),
                "planner_id": p("planner"), "made_at": AT, "state": c("made"), "decided_by_id": c(None),
                "decided_at": c(None)}, creates=True),
    ),
    "plan.slot_judged/1": (
        Change("custody_planline", "line_id",
               {**same("reason", "slot_id", "planned_mg", "unit_ids"), "plan_id": Source("ref")}, creates=True),
    ),
    "plan.approved/1": (
        Change("custody_burnplan", "@",
               {"state": c("approved"), "decided_by_id": p("decided_by"), "decided_at": f("decided_at")}),
    ),
    "plan.refused/1": (
        Change("custody_burnplan", "@",
               {"state": c("refused"), "decided_by_id": p("decided_by"), "decided_at": f("decided_at")}),
    ),
    "publication.decided/1": (
        Change("custody_publication", "publication_id",
               {**same("publishable_at", "fields", "reason"), "seizure_id": Source("ref"),
                "decided_by_id": p("decided_by"), "decided_at": AT}, creates=True),
    ),
}
