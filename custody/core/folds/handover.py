"""The signed list of a hand-over, and what was not taken."""

from __future__ import annotations

from custody.core.folds.sources import AT, Change, Source, c, f, p, same, sealed

HANDOVER: dict[str, tuple[Change, ...]] = {
    "manifest.signed/1": (
        Change("custody_transfer", "transfer_id", {"manifest_sha256": f("manifest_sha256")}, equals=("side", "giver")),
        Change("custody_transfer", "transfer_id", {"manifest_sha256": f("manifest_sha256")},
               equals=("side", "commander")),
        Change("custody_transfer", "transfer_id", {"receipt_sha256": f("manifest_sha256")},
               equals=("side", "receiver")),
    ),
    "transfer.reported/1": (
        Change("custody_transferline", "line_id", {"state": f("reported"), "seal_seen": f("seal_seen")}),
    ),
    "custody.gap_found/1": (),
    "sweep.deferred/1": (),
    "crew.missed/1": (),
    "crew.second_left/1": (
        Change("custody_handlingunit", "@", {"custodian_id": p("custodian"), "co_custodian_id": c(None)}),
    ),
    "frozen.departed/1": (),
    "vault.alone/1": (),
    "takeover.objected/1": (),
    "unit.booked/1": (
        Change("custody_handlingunit", "@", same("gross_mg", "tare_mg", "net_mg", "weighing_basis")),
    ),
    "transfer.commanded/1": (
        Change("custody_transfer", "transfer_id",
               {**same("purpose", "expires_at", "unit_count", "absent_since"), "giver_id": p("giver"),
                "receiver_id": p("receiver"), "receiver_second_id": p("receiver_second"),
                "commanded_by_id": p("commanded_by"), "offered_at": AT, "state": c("offered"), "closed_at": c(None)},
               creates=True, on="transfer"),
        Change("custody_transferline", "line_id",
               {"transfer_id": f("transfer_id"), "unit_id": Source("ref"), "state": c("offered"),
                "seal_seen": c(None)}, creates=True, when="line_id", on="unit"),
    ),
    "mission.planned/1": (
        Change("custody_mission", "mission_id",
               {**same("planned_minutes", "planned_at"), "planned_by_id": p("planned_by"), "driver_id": p("driver"),
                "second_id": p("second"), "state": c("planned"), "escort_confirmed_by_id": c(None),
                "vehicle_sealed": sealed("vehicle", "mission-vehicle"),
                "escort_sealed": sealed("escort", "mission-escort"),
                "began_at": c(None), "checked_in_at": c(None), "ended_at": c(None)}, creates=True),
    ),
    "mission.escort_confirmed/1": (
        Change("custody_mission", "@", {"escort_confirmed_by_id": p("confirmed_by")}),
    ),
    "mission.began/1": (
        Change("custody_mission", "@",
               {"state": c("moving"), "began_at": f("began_at"), "checked_in_at": f("began_at")}),
    ),
    "mission.checked_in/1": (Change("custody_mission", "@", {"checked_in_at": f("checked_in_at")}),),
    "mission.stopped/1": (
        Change("custody_mission", "@", {"state": c("stopped")}),
        Change("custody_missionstop", "stop_id",
               {**same("reason", "stopped_at"), "mission_id": Source("ref"), "went_on_at": c(None)}, creates=True),
    ),
    "mission.went_on/1": (
        Change("custody_mission", "@", {"state": c("moving")}),
        Change("custody_missionstop", "stop_id", {"went_on_at": f("went_on_at")}),
    ),
    "mission.arrived/1": (
        Change("custody_mission", "@", {"state": c("arrived"), "ended_at": f("arrived_at")}),
    ),
    "mission.cancelled/1": (
        Change("custody_mission", "@", {"state": c("cancelled"), "ended_at": f("cancelled_at")}),
    ),
}
