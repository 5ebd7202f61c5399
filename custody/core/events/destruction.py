"""Authority and the burn."""

from __future__ import annotations

from custody.core.events.schema import event

ORDER_RECORDED = event(
    "order.recorded/1", "*", "Destruction order recorded",
    open_="order_id:uuid authority:text jurisdiction:text issued_on:date unit_count:int line_id:uuid?",
    sealed="number:text reasons:text?", personal="recorded_by:person")
ORDER_VERIFIED = event("order.verified/1", "*", "Destruction order verified",
                        open_="order_id:uuid verified_at:time", personal="verified_by:person")
ORDER_REFUSED = event("order.refused/1", "*", "Destruction order not accepted at verification",
                       open_="order_id:uuid verified_at:time", personal="verified_by:person reason:text")
FACILITY_REGISTERED = event(
    "facility.registered/1", "facility", "Furnace {code_word} registered",
    open_="facility_id:uuid code_word:text", sealed="session_limit_mg:int place_id:uuid")
FACILITY_PROPOSED = event(
    "facility.proposed/1", "proposal", "Furnace {code_word} proposed",
    open_="proposal_id:uuid facility_id:uuid? code_word:text proposed_at:time",
    sealed="place_id:uuid session_limit_mg:int opens_minute:int? closes_minute:int? residue:text",
    personal="reason:text proposed_by:person")
FACILITY_DECIDED = event(
    "facility.decided/1", "proposal", "Proposal about a furnace decided: {outcome}",
    open_="outcome:text facility_id:uuid? decided_at:time", personal="decided_by:person")
FACILITY_CHANGED = event(
    "facility.changed/1", "facility", "What a furnace takes, and when, changed",
    sealed="session_limit_mg:int opens_minute:int? closes_minute:int? residue:text")
SESSION_PLANNED = event(
    "session.planned/1", "session", "Burn planned", open_="session_id:uuid code_word:text unit_count:int",
    sealed="facility_id:uuid starts_at:time limit_mg:int planned_mg:int", personal="planner:person")
SESSION_APPROVED = event("session.approved/1", "session", "Burn approved", open_="approved_at:time",
                          personal="approver:person witness_a:person witness_b:person")
SESSION_CANCELLED = event("session.cancelled/1", "session", "Burn cancelled", open_="cancelled_at:time reason:text")
UNIT_SCHEDULED = event("unit.scheduled/1", "unit", "Scheduled for a burn", open_="session_id:uuid line_id:uuid",
                        sealed="expected_mg:int?")
UNIT_UNSCHEDULED = event("unit.unscheduled/1", "unit", "Taken out of a burn", open_="session_id:uuid line_id:uuid "
                          "reason:text")
UNIT_STAGED = event(
    "unit.staged/1", "unit", "Checked and staged for burning", open_="session_id:uuid line_id:uuid staged_at:time",
    sealed="gross_mg:int package_count:int?", personal="checker:person")
UNIT_DESTROYED = event(
    "unit.destroyed/1", "unit", "Destroyed before two witnesses",
    open_="session_id:uuid line_id:uuid destroyed_at:time method:text", sealed="burnt_mg:int",
    personal="witness_a:person witness_b:person")
SESSION_BURNT = event(
    "session.burnt/1", "session", "Burn finished", open_="burnt_at:time started_at:time method:text "
    "unit_count:int", sealed="burnt_mg:int unusual_events:text", personal="witness_a:person witness_b:person")
BURN_ATTESTED = event("burn.attested/1", "session", "A witness attested the burn",
                       open_="attestation_id:uuid statement:text attested_at:time", personal="witness:person")
UNIT_RECONCILED = event("unit.reconciled/1", "unit", "Reconciled", open_="reconciled_at:time",
                         sealed="booked_mg:int burnt_mg:int sampled_mg:int variance_mg:int",
                         personal="auditor:person")
HOLD_PLACED = event(
    "hold.placed/1", "unit", "Held back by {authority}",
    open_="hold_id:uuid authority:text placed_at:time review_at:time",
    personal="reference:text reason:text placed_by:person")
HOLD_CAME_LATE = event(
    "hold.came_late/1", "unit", "Held back by {authority} when it was gone already",
    open_="authority:text recorded_at:time", personal="reference:text reason:text recorded_by:person")
HOLD_FELL_AWAY = event(
    "hold.fell_away/1", "unit", "The hold is over: what it held back was used up",
    open_="hold_id:uuid lifted_at:time")
HOLD_VERIFIED = event("hold.verified/1", "unit", "The hold was verified", open_="hold_id:uuid verified_at:time",
                      personal="verified_by:person")
HOLD_RENEWED = event("hold.renewed/1", "unit", "The hold stands", open_="hold_id:uuid review_at:time",
                     personal="renewed_by:person")
HOLD_LIFTED = event("hold.lifted/1", "unit", "Hold lifted", open_="hold_id:uuid lifted_at:time",
                    personal="lifted_by:person")
HOLD_LIFTED_BESIDE = event(
    "hold.lifted_beside/1", "unit", "Hold lifted, another one stands", open_="hold_id:uuid lifted_at:time",
    personal="lifted_by:person")
HOLD_LIFTED_WITH_ORDER = event(
    "hold.lifted_with_order/1", "unit", "Hold lifted, the order stands", open_="hold_id:uuid lifted_at:time",
    personal="lifted_by:person")
