"""What a burn needs beside goods: slots, crews, furnaces that work; plans of them; and what is told the public."""

from __future__ import annotations

from custody.core.events.schema import event

SLOT_BOOKED = event("slot.booked/1", "facility", "Slot at a furnace booked", open_="slot_id:uuid escorts:int",
                    sealed="starts_at:time limit_mg:int")
SLOT_WITHDRAWN = event("slot.withdrawn/1", "facility", "Slot at a furnace given back",
                       open_="slot_id:uuid withdrawn_at:time reason:text")
OUTAGE_RECORDED = event("outage.recorded/1", "facility", "Furnace out of service", open_="outage_id:uuid reason:text",
                        sealed="begins_at:time ends_at:time")
OUTAGE_ENDED = event("outage.ended/1", "facility", "Furnace in service again", open_="outage_id:uuid ended_at:time")
FACILITY_LICENSED = event("facility.licensed/1", "facility", "Licence of a furnace recorded",
                          open_="licence_id:uuid substances:texts licensed_at:time")
FACILITY_LICENSED_2 = event("facility.licensed/2", "facility", "Licence of a furnace recorded",
                            open_="licence_id:uuid substances:texts licensed_at:time",
                            sealed="number:text valid_from_on:date valid_until_on:date?")
CREWS_ROSTERED = event("crews.rostered/1", "crews", "Crews and escorts for burns named",
                       open_="shift_id:uuid jurisdiction:text",
                       sealed="begins_at:time ends_at:time crews:int escorts:int")
CREWS_CANCELLED = event("crews.cancelled/1", "crews", "Crews and escorts taken back",
                        open_="shift_id:uuid cancelled_at:time")
PLAN_MADE = event(
    "plan.made/1", "plan", "Plan of burns made",
    open_="plan_id:uuid jurisdiction:text layer:text digest:text session_count:int unit_count:int unfilled_count:int",
    sealed="risk_hours:int idle_risk_hours:int planned_mg:int left_mg:int zero_at:time?", personal="planner:person")
PLAN_SLOT_JUDGED = event("plan.slot_judged/1", "plan", "Plan of burns: a slot", open_="line_id:uuid reason:text?",
                         sealed="slot_id:uuid planned_mg:int unit_ids:texts")
PLAN_APPROVED = event("plan.approved/1", "plan", "Plan of burns approved",
                      open_="decided_at:time session_count:int dropped_count:int", personal="decided_by:person")
PLAN_REFUSED = event("plan.refused/1", "plan", "Plan of burns not approved", open_="decided_at:time reason:text",
                     personal="decided_by:person")
PUBLICATION_DECIDED = event(
    "publication.decided/1", "seizure", "Decided what may be told the public, and from when",
    open_="publication_id:uuid fields:texts", sealed="publishable_at:time?", personal="decided_by:person reason:text")
