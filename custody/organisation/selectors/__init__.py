"""Reads of the organisation. The access functions answer ``NotFound`` for absent and for not yours alike."""

from custody.organisation.selectors.duty import duties, duty_by_id, is_covered, on_duty
from custody.organisation.selectors.people import (
    ENGINE_BADGE,
    contacts_of,
    engine_officer,
    officer_by_badge,
    officers_by_pseudonym,
    officers_with_role,
    organisation_unit,
)
from custody.organisation.selectors.places import (
    place_by_code_word,
    place_by_id,
    places,
    scale_by_code,
    scales,
    site_by_code_word,
    site_by_id,
    site_of_place,
    sites,
)
from custody.organisation.selectors.policies import (
    narrowest,
    newest_policy_at,
    policies_in_force,
    policy_history,
    policy_missing,
    policy_value,
    proposal_by_id,
    proposals,
    valid_policies,
)
from custody.organisation.selectors.presence import (
    current_site_of,
    guarded_sites,
    last_guard_left,
    people_on,
    people_on_each,
    presence_of,
)

__all__ = [
    "ENGINE_BADGE",
    "contacts_of",
    "current_site_of",
    "duties",
    "duty_by_id",
    "engine_officer",
    "guarded_sites",
    "is_covered",
    "officer_by_badge",
    "officers_by_pseudonym",
    "officers_with_role",
    "on_duty",
    "organisation_unit",
    "place_by_code_word",
    "place_by_id",
    "people_on",
    "people_on_each",
    "places",
    "policy_value",
    "presence_of",
    "scales",
    "site_by_code_word",
    "site_by_id",
    "site_of_place",
    "sites",
]
