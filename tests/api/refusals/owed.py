"""Refusals that have no row here yet. Nothing is added to these lists: a new code gets its row."""

from __future__ import annotations

NAMED_ONLY = frozenset({
    "divide.contents", "exception.holder", "find.nothing", "held.not_yours", "hs.malformed", "incident.own",
    "incident.part", "inquiry.closed", "inquiry.no_residue", "inquiry.part", "inquiry.residue", "inventory.chain",
    "keeper.other_service", "label.check", "label.kind", "lifecycle.custody", "objection.commander",
    "objection.not_yours", "paper.time", "photo.subject", "photo.too_large", "photo.too_many_pixels",
    "place.not_asked", "record.not_found", "record.stale", "report.decided", "report.format", "result.sample_frozen",
    "result.sampling_unsigned", "role.none", "sample.alone", "sample.unweighed", "seal.read_again", "seizure.closed",
    "seizure.second_unsigned", "signature.own", "takeout.deep", "target.put_off", "tip.not_yours",
    "transfer.moved_on", "transfer.not_over", "unit.gone", "unit.twice", "units.none", "vehicle_seal.not_read",
    "vehicle_seal.read_again", "volume.range", "weight.removed",
})  # fmt: skip
"""Tried by other tests of the suite, which name the code."""

UNNAMED = frozenset({
    "outbox.malformed", "outbox.not_kept", "outbox.unreadable", "page.role", "tally.unknown", "ticket.old",
    "ticket.unreadable",
})  # fmt: skip
"""Raised on the way of other tests, which do not name the code."""
