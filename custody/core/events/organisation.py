"""Officers, contacts, places, scales and policy values."""

from __future__ import annotations

from custody.core.events.schema import event

OFFICER_REGISTERED = event(
    "officer.registered/1", "officer", "Officer registered",
    open_="officer_id:uuid roles:texts clearance:int is_active:bool", personal="badge:text unit_code:text?")
OFFICER_CHANGED = event(
    "officer.changed/1", "officer", "Roles or clearance of an officer changed",
    open_="roles:texts clearance:int is_active:bool", personal="badge:text unit_code:text?")
OFFICER_PROPOSED = event(
    "officer.proposed/1", "proposal", "Roles, clearance or standing of an officer proposed",
    open_="proposal_id:uuid officer_id:uuid? roles:texts clearance:int is_active:bool proposed_at:time",
    personal="badge:text reason:text proposed_by:person")
OFFICER_DECIDED = event(
    "officer.decided/1", "proposal", "Proposal about an officer decided: {outcome}",
    open_="outcome:text officer_id:uuid? decided_at:time", personal="decided_by:person")
OFFICER_INVITED = event(
    "officer.invited/1", "officer", "Invited to set a password and a second factor",
    open_="invitation_id:uuid invited_at:time lapses_at:time", personal="invited_by:person")
INVITATION_COUNTERSIGNED = event(
    "officer.invitation_countersigned/1", "officer", "Invitation countersigned",
    open_="invitation_id:uuid countersigned_at:time", personal="countersigned_by:person")
INVITATION_ENDED = event(
    "officer.invitation_ended/1", "officer", "Invitation ended: {outcome}",
    open_="invitation_id:uuid ended_at:time outcome:text")
TOKEN_ISSUED = event(
    "token.issued/1", "officer", "Token for programs issued to an officer",
    open_="officer_id:uuid", personal="issued_by:person")
SIGN_IN_DISOWNED = event(
    "officer.sign_in_disowned/1", "officer", "A sign-in was not the officer's own: other sessions ended",
    open_="officer_id:uuid sessions_ended:int")
PASSKEY_ADDED = event(
    "officer.passkey_added/1", "officer", "Passkey added", open_="officer_id:uuid")
PASSKEY_REMOVED = event(
    "officer.passkey_removed/1", "officer", "Passkey removed", open_="officer_id:uuid")
PASSKEY_DOUBTED = event(
    "officer.passkey_doubted/1", "officer", "Passkey refused: its count went back, it may be a copy",
    open_="officer_id:uuid")
CONTACT_RECORDED = event(
    "contact.recorded/1", "officer", "Contact of an officer recorded",
    open_="contact_id:uuid verified_at:time?", personal="email:text? phone:text?")
PLACE_REGISTERED = event(
    "place.registered/1", "place", "Place {code_word} registered",
    open_="place_id:uuid code_word:text kind:text jurisdiction:text",
    sealed="name:text? cap_mg:int? locode:text?")
PLACE_PROPOSED = event(
    "place.proposed/1", "proposal", "Place {code_word} proposed",
    open_="proposal_id:uuid place_id:uuid? code_word:text kind:text jurisdiction:text proposed_at:time",
    sealed="name:text? cap_mg:int? cap_eur:int? site_id:uuid?", personal="reason:text proposed_by:person")
PLACE_DECIDED = event(
    "place.decided/1", "proposal", "Proposal about a place decided: {outcome}",
    open_="outcome:text place_id:uuid? decided_at:time", personal="decided_by:person")
SCALE_REGISTERED = event(
    "scale.registered/1", "scale", "Scale {code} registered",
    open_="scale_id:uuid code:text capacity_mg:int division_mg:int calibrated_until:date?")
POLICY_SET = event(
    "policy.set/1", "policy", "Policy {key} set to {value} {measure}",
    open_="policy_id:uuid key:text jurisdiction:text value:int measure:text valid_from:time valid_to:time? source:text",
    personal="proposed_by:person approved_by:person")
PLACE_REVEALED = event(
    "place.revealed/1", "officer", "The place of a unit was consulted",
    open_="consultation_id:uuid subject_kind:text subject_id:uuid field_group:text expires_at:time",
    personal="reason:text")
POLICY_SET_2 = event(
    "policy.set/2", "policy", "Policy {key} set to {value} {measure}",
    open_="policy_id:uuid key:text jurisdiction:text substance:text place_class:text value:int "
          "measure:text valid_from:time valid_to:time? source:text",
    sealed="mass_from_mg:int", personal="proposed_by:person approved_by:person")
POLICY_PROPOSED = event(
    "policy.proposed/1", "proposal", "Policy {key} proposed: {value} {measure}",
    open_="proposal_id:uuid key:text jurisdiction:text substance:text place_class:text value:int "
          "measure:text valid_from:time source:text proposed_at:time",
    sealed="mass_from_mg:int", personal="proposed_by:person")
POLICY_DECIDED = event(
    "policy.decided/1", "proposal", "Proposal decided: {outcome}", open_="outcome:text decided_at:time policy_id:uuid?",
    personal="decided_by:person")
SITE_REGISTERED = event(
    "site.registered/1", "site", "Site {code_word} registered",
    open_="site_id:uuid code_word:text jurisdiction:text zone:text", sealed="police_phone:text?")
SITE_PROPOSED = event(
    "site.proposed/1", "proposal", "Change of a site proposed",
    open_="proposal_id:uuid site_id:uuid zone:text proposed_at:time", sealed="police_phone:text?",
    personal="reason:text proposed_by:person")
SITE_DECIDED = event(
    "site.decided/1", "proposal", "Proposal about a site decided: {outcome}",
    open_="outcome:text site_id:uuid? decided_at:time", personal="decided_by:person")
SITE_CHANGED = event(
    "site.changed/1", "site", "Site changed", open_="zone:text", sealed="police_phone:text?")
PLACE_CAPPED = event(
    "place.capped/1", "place", "Limits of a place lowered", sealed="cap_mg:int? cap_eur:int?")
PLACE_SITED = event("place.sited/1", "place", "Place assigned to a site", sealed="site_id:uuid?")
DUTY_ROSTERED = event(
    "duty.rostered/1", "officer", "Duty rostered", open_="duty_id:uuid",
    sealed="role:text site_id:uuid? begins_at:time ends_at:time")
DUTY_CANCELLED = event("duty.cancelled/1", "officer", "Duty cancelled", open_="duty_id:uuid cancelled_at:time")
PRESENCE_BEGAN = event(
    "presence.began/1", "officer", "Came to a site", open_="presence_id:uuid came_at:time on_guard:bool",
    sealed="site_id:uuid")
PRESENCE_ENDED = event("presence.ended/1", "officer", "Left a site", open_="presence_id:uuid left_at:time")
CONTACT_CHANGE_ASKED = event(
    "contact.change_asked/1", "officer", "Change of a contact asked for",
    open_="change_id:uuid asked_at:time change_effective_at:time", personal="email:text? phone:text? asked_by:person")
CONTACT_CHANGE_CONFIRMED = event(
    "contact.change_confirmed/1", "officer", "The code of a new contact was received",
    open_="change_id:uuid confirmed_at:time")
CONTACT_CHANGE_APPROVED = event(
    "contact.change_approved/1", "officer", "Change of a contact approved", open_="change_id:uuid",
    personal="approved_by:person")
CONTACT_CHANGE_ENDED = event(
    "contact.change_ended/1", "officer", "Change of a contact ended: {outcome}",
    open_="change_id:uuid ended_at:time outcome:text")
CONTACT_MARKED = event(
    "contact.marked/1", "officer", "A way to reach an officer fails or works again",
    open_="contact_id:uuid email_broken_at:time? phone_broken_at:time? opted_out_at:time?")
