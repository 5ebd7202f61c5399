"""Decisions of authorities, orders that were revoked, who signed them, and copies of certificates."""

from __future__ import annotations

from custody.core.folds.sources import AUTHORITY, Change, Source, c, p, same, sealed

DECISIONS: dict[str, tuple[Change, ...]] = {
    "decision.recorded/1": (
        Change("custody_authoritydecision", "decision_id",
               {**same("decision_kind", "subject_id", "authority", "decided_on", "recorded_at", "outcome", "retain_mg",
                       "words"),
                "reference_sealed": sealed("reference", "decision"), "recorded_by_id": p("recorded_by"),
                "state": c("recorded"), "verified_by_id": c(None), "verified_at": c(None)}, creates=True),
    ),
    "decision.verified/1": (
        Change("custody_authoritydecision", "@",
               {**same("verified_at"), "verified_by_id": p("verified_by"), "state": c("verified")}),
    ),
    "decision.refused/1": (
        Change("custody_authoritydecision", "@",
               {**same("verified_at"), "verified_by_id": p("verified_by"), "state": c("refused")}),
    ),
    "order.revoked/1": (
        Change("custody_destructionorder", "order_id", {"state": c("revoked")}, on="order"),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}, on="unit"),
        Change("custody_orderline", "line_id", {"live": c(False)}, on="unit"),
    ),
    "order.signatory_named/1": (
        Change("custody_destructionorder", "@",
               {"signatory_sealed": sealed("name", "order-signatory"),
                "position_sealed": sealed("position", "order-position")}),
    ),
    "certificate.sent/1": (
        Change("custody_certificatecopy", "copy_id",
               {**same("sent_to", "way", "sent_on", "recorded_at"), "session_id": Source("ref"),
                "recorded_by_id": p("recorded_by")}, creates=True),
    ),
}
