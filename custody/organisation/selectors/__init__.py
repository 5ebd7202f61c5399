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
from custody.organisation.selectors.policies import policy_value

__all__ = [
    "ENGINE_BADGE",
    "contacts_of",
    "duties",
    "duty_by_id",
    "engine_officer",
    "is_covered",
    "officer_by_badge",
    "officers_by_pseudonym",
    "officers_with_role",
    "on_duty",
    "organisation_unit",
    "place_by_code_word",
    "place_by_id",
    "places",
    "policy_value",
    "scale_by_code",
    "scales",
    "site_by_code_word",
    "site_by_id",
    "site_of_place",
    "sites",
]
