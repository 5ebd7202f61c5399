"""Refusals that have no row here yet. Nothing is added to these lists: a new code gets its row."""

from __future__ import annotations

NAMED_ONLY = frozenset({
    # alerts
    "alert.extended", "alert.not_yours", "alert.other_finding", "record.not_found", "silence.over",
    # api
    "cursor.unknown", "due_sheet.read", "figures.taken", "key.malformed", "key.missing", "link.shown",
    "occurred_at.future", "photo.shown", "token.cannot_sign", "unit.twice",
    # core
    "code_word.malformed", "hs.malformed", "label.check", "label.kind", "lifecycle.custody", "spread.load",
    "spread.places", "waiver.no_amount", "waiver.past", "waiver.rule", "weight.empty", "weight.not_plain",
    "weight.removed", "weight.tare",
    # evidence
    "divide.contents", "exception.holder", "find.nothing", "held.not_yours", "incident.own", "incident.part",
    "inquiry.closed", "inquiry.no_residue", "inquiry.part", "inquiry.residue", "inventory.chain",
    "keeper.other_service", "objection.commander", "objection.not_yours", "paper.time", "photo.erased",
    "photo.subject", "photo.too_large", "photo.too_many_pixels", "place.not_asked", "report.decided",
    "report.format", "result.sample_frozen", "result.sampling_unsigned", "role.none", "sample.alone",
    "sample.unweighed", "seal.read_again", "seizure.closed", "seizure.second_unsigned", "signature.own",
    "takeout.deep", "target.put_off", "tip.not_yours", "transfer.moved_on", "transfer.not_over", "unit.gone",
    "units.none", "vehicle_seal.not_read", "vehicle_seal.read_again", "volume.range",
    # organisation
    "code.tries", "contact.early", "contact.expired", "contact.not_yours", "duty.uncovered", "invitation.not_new",
    "invitation.over", "invitation.own", "invitation.wrong", "limit.zero", "password.weak", "presence.people",
    "site.unknown",
    # web
    "record.stale",
})  # fmt: skip
"""Tried by other tests of the suite, which name the code."""

UNNAMED = frozenset({
    # api
    "document.shown", "lookup.shown",
    # evidence
    "document.erased", "ticket.old", "ticket.unreadable",
    # ledger
    "outbox.unreadable",
    # reports
    "figures.year", "report.month",
    # web
    "outbox.malformed", "outbox.not_kept", "page.role", "tally.unknown", "waiver.about", "waiver.about_burn",
    "waiver.about_line",
})  # fmt: skip
"""Raised on the way of other tests, which do not name the code."""
