"""Splits, losses, corrections, loans, operations, results of the laboratory, and places that are known to others."""

from __future__ import annotations

from custody.core.folds.sources import (
    AT,
    AUTHORITY,
    HELD,
    LEFT,
    MOVED,
    NOBODY,
    SEAL_OF_UNIT,
    Change,
    Source,
    c,
    f,
    p,
    same,
)

_UNIT = "custody_handlingunit"
_ENDED = (Change(_UNIT, "@", {**MOVED, **NOBODY, "parent_id": c(None)}), LEFT)
"""The unit is gone: nobody answers for it, it lies nowhere and in nothing."""
_DERIVATION = Change(
    "custody_derivation", "derivation_id", {**same("sources", "how"), "unit_id": Source("ref")}, creates=True
)
_LEFT_HAND = (Change(_UNIT, "@", {**MOVED, **NOBODY}), LEFT)

_NO_ACT = {"already": c(False), "spoken_by": c(None), "listener_id": c(None), "act_by_id": c(None), "act_at": c(None),
           "given_at": c(None), "given_by_id": c(None), "received_by": c(None), "received_identity": c(None)}

EXCEPTIONS: dict[str, tuple[Change, ...]] = {
    "exception.proposed/1": (
        Change("custody_proposal", "proposal_id",
               {**same("exception", "gross_mg", "tare_mg", "net_mg", "package_count", "event_seq", "reason",
                       "reference", "party", "party_badge", "proposed_at"),
                "volume_ml": c(None), "substance": c(None), **_NO_ACT,
                "unit_id": Source("ref"), "proposed_by_id": p("proposed_by"), "state": c("open"),
                "decided_by_id": c(None), "decided_at": c(None), "answer": c(None)}, creates=True),
    ),
    "exception.proposed/2": (
        Change("custody_proposal", "proposal_id",
               {**same("exception", "gross_mg", "tare_mg", "net_mg", "package_count", "volume_ml", "substance",
                       "event_seq", "reason", "reference", "party", "party_badge", "proposed_at"), **_NO_ACT,
                "unit_id": Source("ref"), "proposed_by_id": p("proposed_by"), "state": c("open"),
                "decided_by_id": c(None), "decided_at": c(None), "answer": c(None)}, creates=True),
    ),
    "exception.proposed/3": (
        Change("custody_proposal", "proposal_id",
               {**same("exception", "gross_mg", "tare_mg", "net_mg", "package_count", "volume_ml", "substance",
                       "event_seq", "reason", "reference", "party", "party_badge", "proposed_at", "already",
                       "spoken_by"),
                **{column: c(None) for column in _NO_ACT if column not in ("already", "spoken_by")},
                "listener_id": p("listener"),
                "unit_id": Source("ref"), "proposed_by_id": p("proposed_by"), "state": c("open"),
                "decided_by_id": c(None), "decided_at": c(None), "answer": c(None)}, creates=True),
    ),
    "exception.act_attached/1": (
        Change("custody_proposal", "proposal_id",
               {"act_at": f("attached_at"), "act_by_id": p("attached_by"), **same("reference")}),
    ),
    "exception.decided/1": (
        Change("custody_proposal", "proposal_id",
               {"state": f("outcome"), "decided_by_id": p("decided_by"), **same("decided_at", "answer")}),
    ),
    "signature.owed/1": (
        Change("custody_countersignature", "signature_id",
               {**same("matter", "about", "owed_at"), "unit_id": Source("ref"), "owed_by_id": p("owed_by"),
                "wanted_id": p("wanted"), "signed_by_id": c(None), "signed_at": c(None)}, creates=True),
        Change(_UNIT, "@", {"signature_owed": f("still_owed")}),
    ),
    "signature.given/1": (
        Change("custody_countersignature", "signature_id", {**same("signed_at"), "signed_by_id": p("signed_by")}),
        Change(_UNIT, "@", {"signature_owed": f("still_owed")}),
    ),
    "unit.superseded/1": _LEFT_HAND,
    "unit.derived/1": (_DERIVATION,),
    "unit.derived/2": (
        _DERIVATION,
        Change(_UNIT, "@", same("sealed_view", "neutralised", "incident_open")),
    ),
    "unit.exchanged/1": _LEFT_HAND,
    "seal.replaced/1": (
        Change("custody_seal", "old_seal_id", {"removed_at": AT}),
        Change("custody_seal", "new_seal_id",
               {**SEAL_OF_UNIT, "number": f("new_seal"), **same("seal_class", "barrel_number")}, creates=True),
        Change(_UNIT, "@", {"seal": f("new_seal")}),
    ),
    "unit.unlocated/1": (Change(_UNIT, "@", {"search_state": c("unlocated")}),),
    "unit.missing/1": (Change(_UNIT, "@", {"search_state": c("missing")}),),
    "unit.found/1": (Change(_UNIT, "@", {"search_state": c("located")}),),
    "unit.stolen/1": _ENDED,
    "unit.lost/1": _ENDED,
    "unit.destroyed_by_event/1": _ENDED,
    "unit.recovered/1": (),
    "unit.recovered/2": (),
    "unit.came_back/1": (),
    "sample.carried/1": (
        Change("custody_sample", "sample_id",
               {**same("sample_kind", "gross_mg", "taken_at", "bound_for", "carried_from_id"),
                "unit_id": f("taken_from_id"), "sample_unit_id": Source("ref"), "sampler_id": p("sampler"),
                "witness_id": p("witness")}, creates=True),
    ),
    "seal.carried/1": (
        Change("custody_seal", "seal_id",
               {**SEAL_OF_UNIT, "number": f("seal"), **same("seal_class", "barrel_number", "carried_from_id")},
               creates=True),
        Change(_UNIT, "@", {"seal": f("seal")}),
    ),
    "unit.returned/1": _LEFT_HAND,
    "unit.disposed/1": _LEFT_HAND,
    "unit.handed_over/1": _LEFT_HAND,
    "unit.given/1": (
        Change("custody_proposal", "proposal_id",
               {**same("given_at", "received_by"), "given_by_id": p("given_by"), "received_identity": f("identity")}),
    ),
    "unit.consumed/1": _LEFT_HAND,
    "cargo.released/1": _LEFT_HAND,
    "loan.began/1": (Change(_UNIT, "@", {**MOVED, **HELD}), LEFT),
    "loan.ended/1": (Change(_UNIT, "@", {**MOVED, **HELD}),),
    "operation.began/1": (Change(_UNIT, "@", {**MOVED, "sealed_view": c(True)}), LEFT),
    "operation.ended/1": (Change(_UNIT, "@", {**MOVED, "sealed_view": c(False)}),),
    "laboratory.reported/1": (
        Change("custody_labresult", "result_id",
               {**same("outcome", "substance", "purity_permille", "used_up", "laboratory", "reference", "reported_at"),
                "unit_id": Source("ref"), "recorded_by_id": p("recorded_by"), "verified_by_id": c(None),
                "verified_at": c(None)}, creates=True),
    ),
    "laboratory.paper_attached/1": (),
    "laboratory.verified/1": (
        Change("custody_labresult", "result_id", {**same("verified_at"), "verified_by_id": p("verified_by")}),
    ),
    "unit.measured/1": (Change(_UNIT, "@", same("volume_ml")),),
    "unit.valued/1": (
        Change(_UNIT, "@", {**same("currency", "amount_minor"), "amount_counted": f("is_counted")}),
    ),
    "unit.identified/1": (Change(_UNIT, "@", {"substance_found": f("substance")}),),
    "unit.doubted/1": (),
    "exhibit.corrected/1": (Change("custody_exhibit", "exhibit_id", same("substance")),),
    "unit.corrected/1": (Change(_UNIT, "@", same("gross_mg", "tare_mg", "net_mg", "package_count")),),
    "unit.neutralised/1": (Change(_UNIT, "@", {"neutralised": c(True)}),),
    "unit.neutralised/2": (Change(_UNIT, "@", {"neutralised": c(True)}),),
    "unit.neutralised/3": (),
    "treatment.added/1": (),
    "treatment.weighed/1": (Change(_UNIT, "@", same("gross_mg", "net_mg")),),
    "treatment.signed/1": (Change(_UNIT, "@", {"neutralised": c(True)}),),
    "neutralisation.failed/1": (),
    "neutralisation.confirmed/1": (),
    "swap.confirmed/1": (),
    "neutralisation.refuted/1": (Change(_UNIT, "@", {"neutralised": c(False)}),),
    "tracker.found/1": (Change(_UNIT, "@", {"incident_open": c(True)}),),
    "unit.incident_ended/1": (Change(_UNIT, "@", {"incident_open": c(False)}),),
    "emergency.departed/1": (
        Change(_UNIT, "@", {**MOVED, "emergency_move": c(True), "sealed_view": c(True)}),
        LEFT,
    ),
    "emergency.ended/1": (Change(_UNIT, "@", {"emergency_move": c(False), "sealed_view": c(False)}),),
    "place.endangered/1": (
        Change("custody_place", "@",
               {"danger": f("danger"), "danger_since": f("since_at"), "clearing_asked_by_id": c(None)}),
    ),
    "place.clearing_asked/1": (Change("custody_place", "@", {"clearing_asked_by_id": p("asked_by")}),),
    "place.cleared/1": (
        Change("custody_place", "@", {"danger": c(0), "danger_since": c(None), "clearing_asked_by_id": c(None)}),
    ),
    "order.inherited/1": (
        Change("custody_orderline", "line_id",
               {"order_id": f("order_id"), "unit_id": Source("ref"), "live": c(True)}, creates=True),
        Change(_UNIT, "@", {"authority_state": AUTHORITY}),
    ),
    "exhibit.recorded/2": (
        Change("custody_exhibit", "exhibit_id",
               {**same("number", "substance", "form", "finding_place", "field_test", "exhibit_kind", "description"),
                "seizure_id": Source("ref"), "test_kit": c(None)}, creates=True),
    ),
}
