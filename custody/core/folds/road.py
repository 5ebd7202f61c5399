"""What rides with a transport, and the reasons of its stops."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, f, p, same

_LOAD = "custody_missionload"

ROAD: dict[str, tuple[Change, ...]] = {
    "mission.load_named/1": (
        Change(_LOAD, "load_id",
               {"mission_id": f("mission_id"), "unit_id": Source("ref"), "state": c("named"), "loaded_at": c(None),
                "ended_at": c(None)}, creates=True),
    ),
    "mission.loaded/1": (
        Change(_LOAD, "load_id",
               {"mission_id": f("mission_id"), "unit_id": Source("ref"), "state": c("carried"),
                "loaded_at": f("loaded_at"), "ended_at": c(None)}, creates=True),
    ),
    "mission.unloaded/1": (
        Change(_LOAD, "load_id", {"state": f("outcome"), "ended_at": f("unloaded_at")}),
    ),
    "mission.stopped/2": (
        Change("custody_mission", "@", {"state": c("stopped")}),
        Change("custody_missionstop", "stop_id",
               {**same("reason", "stopped_at"), "mission_id": Source("ref"), "went_on_at": c(None)}, creates=True),
    ),
    "mission.stop_explained/1": (Change("custody_missionstop", "stop_id", same("reason")),),
    "mission.unescorted/1": (Change("custody_mission", "@", same("unescorted_at")),),
    "mission.escort_answered/1": (
        Change("custody_mission", "@", {"unescorted_by_id": p("decided_by"), "unescorted_reason": f("reason")}),
    ),
    "load.relieved/1": (),
    "vehicle.changed/1": (),
    "mission.crew_changed/1": (
        Change("custody_mission", "@", {"driver_id": p("driver"), "second_id": p("second")}),
    ),
    "mission.heard_late/1": (),
    "seal.misread/1": (),
    "vehicle.seal_read/1": (
        Change("custody_transfer", "transfer_id", {"vehicle_seal_seen": f("seal_seen")}, when="transfer_id",
               on="transfer"),
    ),
}
