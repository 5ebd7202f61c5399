"""Refusals that have no row here yet. Nothing is added to these lists: a new code gets its row."""

from __future__ import annotations

NAMED_ONLY = frozenset({
    # alerts
    "alert.extended", "alert.not_yours", "alert.other_finding", "record.not_found", "silence.over",
    # api
    "cursor.unknown", "due_sheet.read", "figures.taken", "key.malformed", "key.missing", "link.shown",
    "occurred_at.future", "photo.shown", "token.cannot_sign", "unit.twice",
    # core
    "canonical.depth", "canonical.duplicate", "canonical.float", "canonical.integer", "canonical.key",
    "canonical.length", "canonical.malformed", "canonical.not_canonical", "canonical.surrogate", "canonical.type",
    "code_word.malformed", "event.missing_field", "event.unknown_field", "event.wrong_kind", "hs.malformed",
    "label.check", "label.kind", "lifecycle.custody", "locode.malformed", "note.malformed", "random.short",
    "sampling.duplicate", "sampling.impossible", "sampling.seed", "sampling.size", "seal.class",
    "seal.pin_and_barrel", "spread.load", "spread.places", "time.malformed", "time.naive", "waiver.no_amount",
    "waiver.past", "waiver.rule", "weight.empty", "weight.malformed", "weight.negative", "weight.not_plain",
    "weight.removed", "weight.tare", "weight.too_fine", "weight.too_heavy",
    # destruction
    "burn.hold", "hold.lasts",
    # evidence
    "choice.unknown", "clearance.closed_again", "clearance.owed", "conveyance.held", "correction.no_entry",
    "correction.no_exhibit", "correction.same", "divide.contents", "divide.left_out", "divide.wrong_part",
    "document.waits", "drill.own", "exception.holder", "exchange.parts", "exhibit.unknown", "exhibits.none",
    "find.nothing", "held.closed", "held.not_asked", "held.not_yours", "hot.gate", "hot.not_yours",
    "hot.seen_only", "hot.settled", "hot.taken", "incident.own", "incident.part", "incident.unswept",
    "inquiry.closed", "inquiry.no_residue", "inquiry.part", "inquiry.residue", "inventory.chain",
    "keeper.other_service", "merge.beside", "merge.unweighed", "neutralise.no_drugs", "objection.commander",
    "objection.not_yours", "paper.empty", "paper.entered", "paper.label", "paper.number", "paper.sheets",
    "paper.time", "paper.times", "paper.unknown", "paper.withdrawn", "parent.not_weighed", "part.not_sealed",
    "part.not_weighed", "photo.erased", "photo.subject", "photo.too_large", "photo.too_many_pixels",
    "photo.unreadable", "place.missing", "place.none", "place.not_asked", "report.decided", "report.format",
    "report.initial", "report.not_asked", "result.kept", "result.sample_frozen", "result.sampling_unsigned",
    "role.none", "sample.alone", "sample.unweighed", "samples.count", "scan.not_looked", "scan.port", "scan.read",
    "seal.read_again", "seizure.closed", "seizure.second_unsigned", "signature.own", "stock.empty", "stock.line",
    "stock.rows", "takeout.deep", "takeout.no_outer_seal", "takeout.not_counted", "target.link_waits",
    "target.linked", "target.not_clear", "target.own_link", "target.put_off", "target.reader", "text.missing",
    "tip.handler_here", "tip.not_yours", "transfer.moved_on", "transfer.not_over", "unit.gone", "units.count",
    "units.none", "vehicle_seal.not_read", "vehicle_seal.read_again", "volume.range",
    # organisation
    "code.none", "code.tries", "code.wrong", "contact.confirmed", "contact.early", "contact.email",
    "contact.expired", "contact.not_yours", "contact.one", "contact.open", "contact.phone", "contact.same",
    "contact.tries", "duty.role", "duty.uncovered", "invitation.not_new", "invitation.over", "invitation.own",
    "invitation.wrong", "limit.zero", "password.weak", "presence.people", "scale.class", "site.unknown",
    # web
    "record.stale",
})  # fmt: skip
"""Tried by other tests of the suite, which name the code."""

UNNAMED = frozenset({
    # api
    "document.shown", "lookup.shown",
    # core
    "clock.measure", "clock.stage", "commitment.salt", "lottery.impossible", "lottery.seed", "merkle.frontier",
    "merkle.hash", "merkle.index", "merkle.leaves", "merkle.sizes", "model.days", "model.total", "packing.counts",
    "packing.mass", "sampling.number", "tiles.node", "tiles.not_full", "tiles.sizes", "time.not_local",
    "time.out_of_range", "time.zone", "weight.basis",
    # evidence
    "document.erased", "stock.cells", "stock.columns", "stock.day", "stock.future", "stock.long_ago", "stock.mass",
    "stock.no_packages", "stock.packages", "stock.twice", "ticket.old", "ticket.unreadable",
    # ledger
    "outbox.unreadable",
    # reports
    "figures.year", "report.month",
    # scenario
    "demo.only", "row.characters", "row.containers", "row.country", "row.csv", "row.date", "row.kg",
    "row.kg_range", "row.long", "row.missing", "row.twice", "rows.columns", "rows.no_csv", "scenario.empty",
    "scenario.file", "scenario.furnace", "scenario.other_rows", "scenario.people", "scenario.place",
    "scenario.production", "scenario.rules", "scenario.witnesses",
    # web
    "outbox.malformed", "outbox.not_kept", "page.role", "tally.unknown", "waiver.about", "waiver.about_burn",
    "waiver.about_line",
})  # fmt: skip
"""Raised on the way of other tests, which do not name the code."""
