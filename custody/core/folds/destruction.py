"""Orders, burns and reconciliation."""

from __future__ import annotations

from custody.core.folds.sources import AT, AUTHORITY, LEFT, MOVED, NOBODY, Change, Source, c, f, p, same, sealed, tok

_HOLD_LIFTED = (
    Change("custody_hold", "hold_id", {**same("lifted_at"), "lifted_by_id": p("lifted_by")}),
    Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}),
)

DESTRUCTION: dict[str, tuple[Change, ...]] = {
    "order.recorded/1": (
        Change("custody_destructionorder", "order_id",
               {**same("authority", "jurisdiction", "issued_on", "unit_count"),
                "number_sealed": sealed("number", "order"), "number_token": tok("number", "order"),
                "reasons_sealed": sealed("reasons", "order-reasons"), "state": c("recorded"),
                "recorded_by_id": p("recorded_by"), "recorded_at": AT, "verified_by_id": c(None),
                "verified_at": c(None)}, creates=True, on="order"),
        Change("custody_orderline", "line_id",
               {"order_id": f("order_id"), "unit_id": Source("ref"), "live": c(True)}, creates=True, on="unit"),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}, on="unit"),
    ),
    "order.verified/1": (
        Change("custody_destructionorder", "order_id",
               {"state": c("verified"), "verified_by_id": p("verified_by"), "verified_at": f("verified_at")},
               on="order"),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}, on="unit"),
    ),
    "order.refused/1": (
        Change("custody_destructionorder", "order_id",
               {"state": c("refused"), "verified_by_id": p("verified_by"), "verified_at": f("verified_at")},
               on="order"),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}, on="unit"),
        Change("custody_orderline", "@line", {"live": c(False)}, on="unit", copies="order_line"),
    ),
    "order.withdrawn/1": (
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}),
        Change("custody_orderline", "line_id", {"live": c(False)}),
    ),
    "facility.registered/1": (
        Change("custody_facility", "facility_id",
               {**same("code_word", "session_limit_mg", "place_id"), "opens_minute": c(None),
                "closes_minute": c(None), "residue": c("")}, creates=True),
    ),
    "facility.proposed/1": (
        Change("custody_facilityproposal", "proposal_id",
               {**same("facility_id", "code_word", "place_id", "session_limit_mg", "opens_minute", "closes_minute",
                       "residue", "reason", "proposed_at"),
                "proposed_by_id": p("proposed_by"), "state": c("open"), "decided_by_id": c(None),
                "decided_at": c(None)}, creates=True),
    ),
    "facility.decided/1": (
        Change("custody_facilityproposal", "@",
               {"state": f("outcome"), **same("facility_id", "decided_at"), "decided_by_id": p("decided_by")}),
    ),
    "facility.changed/1": (
        Change("custody_facility", "@", same("session_limit_mg", "opens_minute", "closes_minute", "residue")),
    ),
    "session.planned/1": (
        Change("custody_burnsession", "session_id",
               {**same("code_word", "facility_id", "starts_at", "limit_mg"), "planner_id": p("planner"),
                "state": c("planned")}, creates=True),
    ),
    "session.approved/1": (
        Change("custody_burnsession", "@",
               {"state": c("approved"), "approver_id": p("approver"), "approved_at": f("approved_at"),
                "witness_a_id": p("witness_a"), "witness_b_id": p("witness_b")}),
    ),
    "session.cancelled/1": (Change("custody_burnsession", "@", {"state": c("cancelled")}),),
    "session.burnt/1": (
        Change("custody_burnsession", "@",
               {"state": c("burnt"), "burn_started_at": f("started_at"), "burnt_at": f("burnt_at"),
                **same("burnt_mg", "method", "unusual_events")}),
    ),
    "burn.attested/1": (
        Change("custody_attestation", "attestation_id",
               {"session_id": Source("ref"), "witness_id": p("witness"), **same("statement", "attested_at")},
               creates=True),
    ),
    "unit.scheduled/1": (
        Change("custody_manifestline", "line_id",
               {**same("session_id", "expected_mg"), "unit_id": Source("ref"), "live": c(True)}, creates=True),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}),
    ),
    "unit.unscheduled/1": (
        Change("custody_manifestline", "line_id", {"live": c(False)}),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}),
    ),
    "unit.staged/1": (
        Change("custody_manifestline", "line_id",
               {"staged_at": f("staged_at"), "staged_mg": f("gross_mg"), "checker_id": p("checker")}),
        Change("custody_handlingunit", "@", MOVED),
    ),
    "unit.destroyed/1": (
        Change("custody_manifestline", "line_id", same("destroyed_at", "burnt_mg")),
        Change("custody_handlingunit", "@", {**MOVED, **NOBODY}),
        LEFT,
    ),
    "unit.reconciled/1": (Change("custody_handlingunit", "@", MOVED),),
    # Nothing is held back any more: the unit stays what it is, and the discrepancy beside it is told by its own event.
    "hold.came_late/1": (),
    # Nobody lifted it: nobody's badge stands there, and the unit stays what it is.
    "hold.fell_away/1": (Change("custody_hold", "hold_id", same("lifted_at")),),
    "hold.placed/1": (
        Change("custody_hold", "hold_id",
               {**same("authority", "reference", "reason", "placed_at", "review_at"), "unit_id": Source("ref"),
                "placed_by_id": p("placed_by"), "verified_by_id": c(None), "verified_at": c(None),
                "lifted_by_id": c(None), "lifted_at": c(None)}, creates=True),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}),
    ),
    "hold.verified/1": (
        Change("custody_hold", "hold_id", {**same("verified_at"), "verified_by_id": p("verified_by")}),
    ),
    "hold.renewed/1": (Change("custody_hold", "hold_id", same("review_at")),),
    "hold.lifted/1": _HOLD_LIFTED,
    "hold.lifted_beside/1": _HOLD_LIFTED,
    "hold.lifted_with_order/1": _HOLD_LIFTED,
}
