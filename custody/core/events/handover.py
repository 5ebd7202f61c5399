"""What a hand-over of many units adds: the signed list, what was not taken, and who had nothing to show."""

from __future__ import annotations

from custody.core.events.schema import event

MANIFEST_SIGNED = event(
    "manifest.signed/1", "transfer", "List of {unit_count} units signed by the {side}: {taken_count} taken",
    open_="transfer_id:uuid side:text signed_at:time unit_count:int taken_count:int", sealed="manifest_sha256:text",
    personal="signed_by:person")
TRANSFER_REPORTED = event(
    "transfer.reported/1", "unit", "Not taken over at a hand-over: {reported}",
    open_="transfer_id:uuid line_id:uuid reported:text reported_at:time", sealed="seal_seen:text?",
    personal="reported_by:person remark:text?")
CUSTODY_GAP = event(
    "custody.gap_found/1", "unit", "Custody is not shown for {minutes} minutes: {gap}",
    open_="gap:text began_at:time ended_at:time minutes:int transfer_id:uuid?")
SWEEP_DEFERRED = event(
    "sweep.deferred/1", "unit", "It moves before its tracker sweep: the sweep is owed in a quarantine bay",
    open_="owed_since:time", personal="decided_by:person reason:text")
