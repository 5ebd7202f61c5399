"""Court packets of a seizure."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, f, p, same

_PACKET = "custody_courtpacket"

PACKETS: dict[str, tuple[Change, ...]] = {
    "packet.asked/1": (
        Change(_PACKET, "packet_id",
               {**same("number", "purpose", "recipient", "language", "level", "asked_at"), "state": c("asked"),
                "seizure_id": Source("ref"), "asked_by_id": p("asked_by"), "decided_by_id": c(None),
                **{name: c(None) for name in ("decided_at", "events", "streams", "tree_size", "sha256", "size_bytes",
                                              "storage_name")}},
               creates=True),
    ),
    "packet.issued/1": (
        Change(_PACKET, "packet_id",
               {"state": c("issued"), "decided_by_id": p("decided_by"),
                **same("decided_at", "events", "streams", "tree_size", "sha256", "size_bytes", "storage_name")}),
    ),
    "packet.declined/1": (
        Change(_PACKET, "packet_id",
               {"state": f("outcome"), **same("decided_at"), "decided_by_id": p("decided_by")}),
    ),
}  # fmt: skip
