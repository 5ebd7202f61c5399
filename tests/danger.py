"""Builders for danger: a site with places on it, people who are there, and a report."""

from __future__ import annotations

from custody.evidence.actions.incident import report_incident
from custody.organisation.actions import presence
from custody.organisation.actions.site import register_site, site_place
from tests.stories import act_of

POLICE = "+3225550100"
"""A number that no subscriber has: the tests call nobody."""


def a_site(cast, code_word="GANNET", *, places=(), police_phone=None):
    """Return a registered site with some places on it."""
    site = register_site(
        act=act_of(cast.administrator), code_word=code_word, jurisdiction="BE", zone="Europe/Brussels",
        police_phone=police_phone,
    )  # fmt: skip
    for place in places:
        site_place(act=act_of(cast.administrator), place=place, site_id=site.id)
    return site


def present(officer, site, *, on_guard=False):
    """Record that the officer came to the site, and return the stretch."""
    return presence.come(act=act_of(officer), site=site.code_word, on_guard=on_guard)


def reported(officer, **said):
    """Return a report of danger by the officer."""
    return report_incident(act=act_of(officer), **said)
