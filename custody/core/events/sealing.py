"""The register of blank seals. Their numbers are sealed: who knows them could make their twins."""

from __future__ import annotations

from custody.core.events.schema import event

SEALS_RECEIVED = event(
    "seals.received/1", "seals", "A delivery of seals taken into the register", open_="batch_id:uuid taken_in_at:time",
    sealed="maker:text seal_class:text prefix:text digits:int first:int last:int", personal="taken_in_by:person")
SEALS_VOIDED = event(
    "seals.voided/1", "seals", "A delivery of seals withdrawn: {reason}", open_="voided_at:time reason:text",
    personal="voided_by:person")
