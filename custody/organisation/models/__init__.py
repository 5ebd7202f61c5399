"""Who works here, where, and by which values of the rules."""

from custody.organisation.models.people import Contact, ContactChange, Officer, OrganisationUnit
from custody.organisation.models.policies import ANY, Policy, PolicyProposal
from custody.organisation.models.sites import Duty, Place, Presence, Scale, Site
from custody.organisation.models.waivers import Waiver

__all__ = [
    "ANY",
    "Contact",
    "ContactChange",
    "Duty",
    "Officer",
    "OrganisationUnit",
    "Place",
    "Policy",
    "PolicyProposal",
    "Presence",
    "Scale",
    "Site",
    "Waiver",
]
