"""Hand-overs, places, samples and discrepancies."""

from __future__ import annotations

from custody.core.events.schema import event

TRANSFER_OFFERED = event(
    "transfer.offered/1", "*", "Hand-over offered",
    open_="transfer_id:uuid purpose:text expires_at:time unit_count:int line_id:uuid?",
    sealed="vehicle:text? vehicle_seal:text? destination_id:uuid? escort:text?",
    personal="giver:person receiver:person receiver_second:person?")
TRANSFER_ACCEPTED = event(
    "transfer.accepted/1", "*", "Hand-over accepted",
    open_="transfer_id:uuid purpose:text accepted_at:time line_id:uuid?", sealed="seal_seen:text?",
    personal="custodian:person co_custodian:person?")
TRANSFER_REFUSED = event(
    "transfer.refused/1", "*", "Hand-over refused",
    open_="transfer_id:uuid line_id:uuid? refused_at:time", personal="refused_by:person reason:text")
TRANSFER_CANCELLED = event(
    "transfer.cancelled/1", "*", "Hand-over withdrawn by the giver",
    open_="transfer_id:uuid line_id:uuid? cancelled_at:time", personal="reason:text")
TRANSFER_EXPIRED = event(
    "transfer.expired/1", "*", "Hand-over ran out unanswered",
    open_="transfer_id:uuid line_id:uuid? expired_at:time due_at:time")
UNIT_DEPARTED = event(
    "unit.departed/1", "unit", "Departed under seal", open_="departed_at:time",
    sealed="vehicle:text? vehicle_seal:text? destination_id:uuid? escort:text?",
    personal="custodian:person co_custodian:person?")
UNIT_ARRIVED = event("unit.arrived/1", "unit", "Arrived", open_="arrived_at:time placement_id:uuid",
                      sealed="place_id:uuid")
UNIT_STORED = event("unit.stored/1", "unit", "Put in store", open_="stored_at:time placement_id:uuid",
                     sealed="place_id:uuid")
UNIT_PLACED = event("unit.placed/1", "unit", "Place of the unit recorded", open_="placed_at:time placement_id:uuid",
                     sealed="place_id:uuid")

SAMPLING_OPENED = event("sampling.opened/1", "unit", "Opened for sampling", personal="sampler:person witness:person")
SAMPLE_TAKEN = event(
    "sample.taken/1", "unit", "Sample taken ({sample_kind})",
    open_="sample_id:uuid sample_kind:text sample_unit_id:uuid taken_at:time", sealed="gross_mg:int seal:text",
    personal="sampler:person witness:person")
SAMPLE_TAKEN_2 = event(
    "sample.taken/2", "unit", "Sample taken ({sample_kind})",
    open_="sample_id:uuid sample_kind:text sample_unit_id:uuid taken_at:time",
    sealed="gross_mg:int seal:text bound_for:text?", personal="sampler:person witness:person")
"""It also says where the sample is to go."""
SAMPLE_BROUGHT = event(
    "sample.brought/1", "unit", "A sample from before this record: what it was taken from lies in no books of ours",
    open_="brought_at:time")
SAMPLING_UNDRAWN = event(
    "sampling.undrawn/1", "unit", "Sampled for analysis though no lot fell on it", open_="plan_id:uuid taken_at:time",
    sealed="beside:int", personal="sampler:person reason:text?")
"""A draw says which packages show what the others hold: what somebody chose beside it shows nothing of them."""
FROZEN_OPENED = event(
    "frozen.opened/1", "unit", "Opened while it was frozen ({how})", open_="how:text opened_at:time",
    personal="opened_by:person witness:person reason:text")
"""What is in dispute was opened all the same: two outside the dispute took a sample, or it was packed anew."""
SAMPLING_CLOSED = event(
    "sampling.closed/1", "unit", "Closed and sealed again", open_="weighing_id:uuid?",
    sealed="gross_mg:int? net_mg:int? package_count:int?")

DISCREPANCY_OPENED = event(
    "discrepancy.opened/1", "unit", "Discrepancy opened: {discrepancy_kind}",
    open_="discrepancy_id:uuid discrepancy_kind:text opened_at:time",
    sealed="expected:text? found:text? difference_mg:int? tolerance_mg:int?", personal="opened_by:person")
DISCREPANCY_RESOLVED = event(
    "discrepancy.resolved/1", "unit", "Discrepancy resolved",
    open_="discrepancy_id:uuid resolved_at:time still_open:bool",
    personal="resolved_by:person resolution:text")

DISCREPANCY_REMARKED = event(
    "discrepancy.remarked/1", "unit", "Somebody said what they know of a discrepancy",
    open_="remark_id:uuid discrepancy_id:uuid remarked_at:time", sealed="remark:text", personal="remarked_by:person")
"""Who has to explain it reads it; it explains nothing by itself."""

INCIDENT_REPORTED = event(
    "incident.reported/1", "incident", "Something was reported", open_="incident_id:uuid reported_at:time",
    sealed="kind:text silent:bool site_id:uuid? remark:text", personal="reported_by:person")
INCIDENT_REPORTED_2 = event(
    "incident.reported/2", "incident", "Something was reported", open_="incident_id:uuid reported_at:time",
    sealed="kind:text silent:bool site_id:uuid? remark:text", personal="reported_by:person carried_by:person?")
"""A call that another officer's session brought names both: who is said to have called, and who carried it."""
INCIDENT_ENDED = event(
    "incident.ended/1", "incident", "A report was closed", open_="ended_at:time", sealed="finding:text",
    personal="ended_by:person")
