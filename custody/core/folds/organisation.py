"""Officers, contacts, places, scales, policy values and consultations."""

from __future__ import annotations

from custody.core.folds.sources import AT, Change, Source, c, f, p, same, sealed

ORGANISATION: dict[str, tuple[Change, ...]] = {
    "officer.registered/1": (
        Change("custody_officer", "officer_id", same("badge", "roles", "clearance", "is_active"), creates=True),
    ),
    "officer.changed/1": (Change("custody_officer", "@", same("badge", "roles", "clearance", "is_active")),),
    "officer.proposed/1": (
        Change("custody_officerproposal", "proposal_id",
               {**same("officer_id", "badge", "roles", "clearance", "is_active", "reason", "proposed_at"),
                "proposed_by_id": p("proposed_by"), "state": c("open"), "decided_by_id": c(None),
                "decided_at": c(None)}, creates=True),
    ),
    "officer.decided/1": (
        Change("custody_officerproposal", "@",
               {"state": f("outcome"), **same("officer_id", "decided_at"), "decided_by_id": p("decided_by")}),
    ),
    "officer.invited/1": (
        Change("custody_invitation", "invitation_id",
               {**same("invited_at", "lapses_at"), "officer_id": Source("ref"), "invited_by_id": p("invited_by"),
                "countersigned_by_id": c(None), "countersigned_at": c(None), "ended_at": c(None),
                "outcome": c(None)}, creates=True),
    ),
    "officer.invitation_countersigned/1": (
        Change("custody_invitation", "invitation_id",
               {**same("countersigned_at"), "countersigned_by_id": p("countersigned_by")}),
    ),
    "officer.invitation_ended/1": (Change("custody_invitation", "invitation_id", same("ended_at", "outcome")),),
    "token.issued/1": (),
    "officer.sign_in_disowned/1": (),
    "officer.passkey_added/1": (),
    "officer.passkey_removed/1": (),
    "officer.passkey_doubted/1": (),
    "contact.recorded/1": (
        Change("custody_contact", "contact_id",
               {**same("email", "phone", "verified_at"), "officer_id": Source("ref")}, creates=True),
    ),
    "place.registered/1": (
        Change("custody_place", "place_id",
               {**same("code_word", "kind", "jurisdiction", "cap_mg", "locode"),
                "name_sealed": sealed("name", "place"), "danger": c(0), "danger_since": c(None),
                "clearing_asked_by_id": c(None)}, creates=True),
    ),
    "place.proposed/1": (
        Change("custody_placeproposal", "proposal_id",
               {**same("place_id", "code_word", "kind", "jurisdiction", "cap_mg", "cap_eur", "site_id", "reason",
                       "proposed_at"),
                "name_sealed": sealed("name", "place_proposal"), "proposed_by_id": p("proposed_by"),
                "state": c("open"), "decided_by_id": c(None), "decided_at": c(None)}, creates=True),
    ),
    "place.decided/1": (
        Change("custody_placeproposal", "@",
               {"state": f("outcome"), **same("place_id", "decided_at"), "decided_by_id": p("decided_by")}),
    ),
    "scale.registered/1": (
        Change("custody_scale", "scale_id",
               {**same("code", "capacity_mg", "division_mg", "calibrated_until"), "accuracy_class": c("III"),
                "withdrawn_at": c(None)}, creates=True),
    ),
    "policy.set/1": (
        Change("custody_policy", "policy_id",
               {**same("key", "jurisdiction", "value", "measure", "valid_from", "valid_to", "source"),
                "proposed_by_id": p("proposed_by"), "approved_by_id": p("approved_by")}, creates=True),
    ),
    "place.revealed/1": (
        Change("custody_consultation", "consultation_id",
               {**same("subject_kind", "subject_id", "field_group", "reason", "expires_at"), "seen_at": AT,
                "officer_id": Source("ref")}, creates=True),
    ),
    "policy.set/2": (
        Change("custody_policy", "policy_id",
               {**same("key", "jurisdiction", "substance", "mass_from_mg", "place_class", "value", "measure",
                       "valid_from", "valid_to", "source"),
                "proposed_by_id": p("proposed_by"), "approved_by_id": p("approved_by")}, creates=True),
    ),
    "policy.proposed/1": (
        Change("custody_policyproposal", "proposal_id",
               {**same("key", "jurisdiction", "substance", "mass_from_mg", "place_class", "value", "measure",
                       "valid_from", "source", "proposed_at"),
                "proposed_by_id": p("proposed_by"), "state": c("open"), "decided_by_id": c(None),
                "decided_at": c(None)}, creates=True),
    ),
    "policy.decided/1": (
        Change("custody_policyproposal", "@",
               {"state": f("outcome"), "decided_at": f("decided_at"), "decided_by_id": p("decided_by")}),
    ),
    "site.registered/1": (
        Change("custody_site", "site_id", same("code_word", "jurisdiction", "zone", "police_phone"), creates=True),
    ),
    "site.proposed/1": (
        Change("custody_siteproposal", "proposal_id",
               {**same("site_id", "zone", "police_phone", "reason", "proposed_at"),
                "proposed_by_id": p("proposed_by"), "state": c("open"), "decided_by_id": c(None),
                "decided_at": c(None)}, creates=True),
    ),
    "site.decided/1": (
        Change("custody_siteproposal", "@",
               {"state": f("outcome"), **same("site_id", "decided_at"), "decided_by_id": p("decided_by")}),
    ),
    "site.changed/1": (Change("custody_site", "@", same("zone", "police_phone")),),
    "place.capped/1": (Change("custody_place", "@", same("cap_mg", "cap_eur")),),
    "place.sited/1": (Change("custody_place", "@", same("site_id")),),
    "duty.rostered/1": (
        Change("custody_duty", "duty_id",
               {**same("role", "site_id", "begins_at", "ends_at"), "officer_id": Source("ref"),
                "cancelled_at": c(None)}, creates=True),
    ),
    "duty.cancelled/1": (Change("custody_duty", "duty_id", same("cancelled_at")),),
    "presence.began/1": (
        Change("custody_presence", "presence_id",
               {**same("came_at", "on_guard", "site_id"), "officer_id": Source("ref"), "left_at": c(None)},
               creates=True),
    ),
    "presence.ended/1": (Change("custody_presence", "presence_id", same("left_at")),),
    "contact.change_asked/1": (
        Change("custody_contactchange", "change_id",
               {**same("email", "phone", "asked_at"), "effective_at": f("change_effective_at"),
                "officer_id": Source("ref"), "asked_by_id": p("asked_by"), "approved_by_id": c(None),
                "confirmed_at": c(None), "ended_at": c(None), "outcome": c(None)}, creates=True),
    ),
    "contact.change_confirmed/1": (Change("custody_contactchange", "change_id", same("confirmed_at")),),
    "contact.change_approved/1": (
        Change("custody_contactchange", "change_id", {"approved_by_id": p("approved_by")}),
    ),
    "contact.change_ended/1": (Change("custody_contactchange", "change_id", same("ended_at", "outcome")),),
    "contact.marked/1": (
        Change("custody_contact", "contact_id", same("email_broken_at", "phone_broken_at", "opted_out_at")),
    ),
}
