"""What a hand-over of many units adds: the signed list, what was not taken, and who had nothing to show."""

from __future__ import annotations

from custody.core.events.schema import event

MANIFEST_SIGNED = event(
    "manifest.signed/1", "transfer", "List of units signed by the {side}: {taken_count} of {unit_count} taken",
    open_="transfer_id:uuid side:text signed_at:time unit_count:int taken_count:int", sealed="manifest_sha256:text",
    personal="signed_by:person")
TRANSFER_REPORTED = event(
    "transfer.reported/1", "unit", "Not taken over at a hand-over: {reported}",
    open_="transfer_id:uuid line_id:uuid reported:text reported_at:time", sealed="seal_seen:text?",
    personal="reported_by:person remark:text?")
CUSTODY_GAP = event(
    "custody.gap_found/1", "unit", "Custody is not shown for {minutes} minutes: {gap}",
    open_="gap:text began_at:time ended_at:time minutes:int transfer_id:uuid?")
UNIT_BOOKED = event(
    "unit.booked/1", "unit", "Mass of the unit booked: it was first weighed after it had left",
    open_="weighing_id:uuid weighing_basis:text", sealed="gross_mg:int tare_mg:int? net_mg:int?")
SWEEP_DEFERRED = event(
    "sweep.deferred/1", "unit", "It is moved or opened before its tracker sweep: the sweep is owed",
    open_="owed_since:time", personal="decided_by:person reason:text")
LEFT_ALONE = event(
    "crew.missed/1", "unit", "It left with one person: the second of the crew is missing",
    open_="missed_at:time", personal="driven_by:person reason:text")
SECOND_LEFT = event(
    "crew.second_left/1", "unit", "One of the two who had it on the way is gone: {why}",
    open_="left_at:time why:text in_person:bool", sealed="where:text?",
    personal="left:person custodian:person told_by:person remark:text?")
LEFT_FROZEN = event(
    "frozen.departed/1", "unit", "It left while it was frozen", open_="left_at:time",
    personal="driven_by:person reason:text")
VAULT_ALONE = event(
    "vault.alone/1", "unit", "It went in or out of a vault with one person",
    open_="missed_at:time", personal="moved_by:person reason:text")
TRANSFER_COMMANDED = event(
    "transfer.commanded/1", "*", "Hand-over ordered in place of an absent custodian",
    open_="transfer_id:uuid purpose:text expires_at:time absent_since:time unit_count:int line_id:uuid?",
    personal="commanded_by:person giver:person receiver:person receiver_second:person? reason:text")
TAKEOVER_OBJECTED = event(
    "takeover.objected/1", "unit", "Who answered for it objects to what others took over by command",
    open_="signature_id:uuid objected_at:time", personal="objection:text objected_by:person")

MISSION_PLANNED = event(
    "mission.planned/1", "mission", "Transport planned", open_="mission_id:uuid planned_at:time",
    sealed="vehicle:text escort:text planned_minutes:int", personal="planned_by:person driver:person second:person")
MISSION_ESCORT_CONFIRMED = event(
    "mission.escort_confirmed/1", "mission", "Escort confirmed", open_="confirmed_at:time",
    personal="confirmed_by:person")
MISSION_BEGAN = event("mission.began/1", "mission", "The crew is on its way", open_="began_at:time")
MISSION_CHECKED_IN = event("mission.checked_in/1", "mission", "The crew checked in", open_="checked_in_at:time")
MISSION_STOPPED = event(
    "mission.stopped/1", "mission", "The transport stands still", open_="stop_id:uuid stopped_at:time",
    sealed="reason:text")
MISSION_WENT_ON = event(
    "mission.went_on/1", "mission", "The transport goes on", open_="stop_id:uuid went_on_at:time")
MISSION_ARRIVED = event("mission.arrived/1", "mission", "The transport has arrived", open_="arrived_at:time")
MISSION_CANCELLED = event(
    "mission.cancelled/1", "mission", "The transport is called off", open_="cancelled_at:time",
    sealed="reason:text")
