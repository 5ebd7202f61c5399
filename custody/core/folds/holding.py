"""Hand-overs, moves, samples and discrepancies."""

from __future__ import annotations

from custody.core.folds.sources import AT, HELD, LEFT, MOVED, PLACED, Change, Source, c, f, p, same

HOLDING: dict[str, tuple[Change, ...]] = {
    "transfer.offered/1": (
        Change("custody_transfer", "transfer_id",
               {**same("purpose", "expires_at", "unit_count", "vehicle_seal"), "giver_id": p("giver"),
                "receiver_id": p("receiver"), "receiver_second_id": p("receiver_second"), "offered_at": AT,
                "state": c("offered"), "closed_at": c(None)}, creates=True, on="transfer"),
        Change("custody_transferline", "line_id",
               {"transfer_id": f("transfer_id"), "unit_id": Source("ref"), "state": c("offered"),
                "seal_seen": c(None)}, creates=True, when="line_id", on="unit"),
    ),
    "transfer.accepted/1": (
        Change("custody_transfer", "transfer_id", {"state": c("accepted"), "closed_at": f("accepted_at")},
               on="transfer"),
        Change("custody_transferline", "line_id", {"state": c("accepted"), "seal_seen": f("seal_seen")}, on="unit"),
        Change("custody_handlingunit", "@", HELD, on="unit"),
    ),
    "transfer.refused/1": (
        Change("custody_transfer", "transfer_id", {"state": c("refused"), "closed_at": f("refused_at")},
               on="transfer"),
        Change("custody_transferline", "line_id", {"state": c("refused")}, on="unit"),
    ),
    "transfer.cancelled/1": (
        Change("custody_transfer", "transfer_id", {"state": c("cancelled"), "closed_at": f("cancelled_at")},
               on="transfer"),
        Change("custody_transferline", "line_id", {"state": c("cancelled")}, on="unit"),
    ),
    "transfer.expired/1": (
        Change("custody_transfer", "transfer_id", {"state": c("expired"), "closed_at": f("expired_at")},
               on="transfer"),
        Change("custody_transferline", "line_id", {"state": c("expired")}, on="unit"),
    ),
    "unit.departed/1": (Change("custody_handlingunit", "@", MOVED), LEFT),
    "unit.arrived/1": (Change("custody_handlingunit", "@", MOVED), *PLACED),
    "unit.stored/1": (Change("custody_handlingunit", "@", MOVED), *PLACED),
    "unit.placed/1": PLACED,
    "sampling.opened/1": (Change("custody_handlingunit", "@", MOVED),),
    "sampling.undrawn/1": (),
    "frozen.opened/1": (),
    "sample.brought/1": (),
    "sample.taken/1": (
        Change("custody_sample", "sample_id",
               {**same("sample_kind", "sample_unit_id", "gross_mg", "taken_at"), "unit_id": Source("ref"),
                "bound_for": c(None), "carried_from_id": c(None),
                "sampler_id": p("sampler"), "witness_id": p("witness")}, creates=True),
    ),
    "sample.taken/2": (
        Change("custody_sample", "sample_id",
               {**same("sample_kind", "sample_unit_id", "gross_mg", "taken_at", "bound_for"), "unit_id": Source("ref"),
                "carried_from_id": c(None), "sampler_id": p("sampler"), "witness_id": p("witness")}, creates=True),
    ),
    "sampling.closed/1": (
        Change("custody_handlingunit", "@", {**MOVED, **same("gross_mg", "net_mg", "package_count")}),
    ),
    "discrepancy.opened/1": (
        Change("custody_discrepancy", "discrepancy_id",
               {**same("discrepancy_kind", "expected", "found", "difference_mg", "tolerance_mg", "opened_at"),
                "unit_id": Source("ref"), "opened_by_id": p("opened_by"), "resolved_by_id": c(None),
                "resolved_at": c(None), "resolution": c(None)}, creates=True),
        Change("custody_handlingunit", "@", {"discrepancy_open": c(True)}),
    ),
    "discrepancy.resolved/1": (
        Change("custody_discrepancy", "discrepancy_id",
               {"resolved_by_id": p("resolved_by"), **same("resolved_at", "resolution")}),
        Change("custody_handlingunit", "@", {"discrepancy_open": f("still_open")}),
    ),
    "discrepancy.remarked/1": (
        Change("custody_discrepancyremark", "remark_id",
               {**same("discrepancy_id", "remarked_at", "remark"), "unit_id": Source("ref"),
                "remarked_by_id": p("remarked_by")}, creates=True),
    ),
    "incident.reported/1": (
        Change("custody_incident", "incident_id",
               {**same("kind", "silent", "site_id", "reported_at", "remark"), "reported_by_id": p("reported_by"),
                "carried_by_id": c(None), "ended_at": c(None), "ended_by_id": c(None), "finding": c("")},
               creates=True),
    ),
    "incident.reported/2": (
        Change("custody_incident", "incident_id",
               {**same("kind", "silent", "site_id", "reported_at", "remark"), "reported_by_id": p("reported_by"),
                "carried_by_id": p("carried_by"), "ended_at": c(None), "ended_by_id": c(None), "finding": c("")},
               creates=True),
    ),
    "incident.ended/1": (
        Change("custody_incident", "@", {**same("ended_at", "finding"), "ended_by_id": p("ended_by")}),
    ),
}
