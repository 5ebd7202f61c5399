"""The signed list of a hand-over, and what was not taken."""

from __future__ import annotations

from custody.core.folds.sources import Change, f

HANDOVER: dict[str, tuple[Change, ...]] = {
    "manifest.signed/1": (
        Change("custody_transfer", "transfer_id", {"manifest_sha256": f("manifest_sha256")}, equals=("side", "giver")),
        Change("custody_transfer", "transfer_id", {"receipt_sha256": f("manifest_sha256")},
               equals=("side", "receiver")),
    ),
    "transfer.reported/1": (
        Change("custody_transferline", "line_id", {"state": f("reported"), "seal_seen": f("seal_seen")}),
    ),
    "custody.gap_found/1": (),
    "sweep.deferred/1": (),
}
