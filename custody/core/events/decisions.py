"""What an authority decided about what bars or allows the fire: recorded by one from its paper, verified by another."""

from __future__ import annotations

from custody.core.events.schema import event

DECISION_RECORDED = event(
    "decision.recorded/1", "decision", "A decision of an authority recorded",
    open_="decision_id:uuid decision_kind:text subject_id:uuid authority:text decided_on:date recorded_at:time "
    "outcome:text?", sealed="reference:text retain_mg:int?", personal="words:text? recorded_by:person")
DECISION_VERIFIED = event("decision.verified/1", "decision", "The decision was verified", open_="verified_at:time",
                          personal="verified_by:person")
DECISION_REFUSED = event("decision.refused/1", "decision", "The decision was not accepted at verification",
                         open_="verified_at:time", personal="verified_by:person reason:text")
ORDER_REVOKED = event(
    "order.revoked/1", "*", "Destruction order revoked",
    open_="order_id:uuid line_id:uuid? decision_id:uuid revoked_at:time", personal="revoked_by:person")
ORDER_SIGNATORY_NAMED = event(
    "order.signatory_named/1", "order", "Who signed the order was copied from it", personal="name:text position:text")
CERTIFICATE_SENT = event(
    "certificate.sent/1", "session", "A copy of the certificate went to the authority",
    open_="copy_id:uuid way:text sent_on:date recorded_at:time", personal="sent_to:text recorded_by:person")
