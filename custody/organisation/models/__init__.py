"""Who works here, where, and by which values of the rules."""

from custody.organisation.models.packs import JurisdictionPack
from custody.organisation.models.people import (
    Contact,
    ContactChange,
    Invitation,
    Officer,
    OfficerProposal,
    OrganisationUnit,
)
from custody.organisation.models.policies import ANY, Policy, PolicyProposal
from custody.organisation.models.saved import SavedView
from custody.organisation.models.scales import Calibration, Scale
from custody.organisation.models.sessions import FieldSession, KeptPost, SignIn
from custody.organisation.models.sites import Duty, Place, PlaceProposal, Presence, Site, SiteProposal
from custody.organisation.models.waivers import Waiver

__all__ = [
    "ANY",
    "Calibration",
    "Contact",
    "ContactChange",
    "Duty",
    "FieldSession",
    "Invitation",
    "JurisdictionPack",
    "KeptPost",
    "Officer",
    "OfficerProposal",
    "OrganisationUnit",
    "Place",
    "PlaceProposal",
    "Policy",
    "PolicyProposal",
    "Presence",
    "SavedView",
    "Scale",
    "SignIn",
    "Site",
    "SiteProposal",
    "Waiver",
]
