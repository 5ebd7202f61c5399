"""Targets, tips and scan images, as the acts of the stories make them."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image

from custody.evidence.actions import scans, targets, tips
from tests import stories
from tests.stories import act_of

NUMBER, SHIP = "MSCU1234566", "9074729"
SOURCE = "The man with the grey cap, phone 0470 00 00 00"


def png():
    """Return the bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "grey").save(out, format="PNG")
    return out.getvalue()


def in_hours(hours):
    """Return the moment that is so many hours from now."""
    return stories.now() + timedelta(hours=hours)


def targeted(cast, *, by=None, hours=3, **changes):
    """Return a target: the container of the stories, expected in three hours, because of a risk profile."""
    said = {"origin": "risk_profile", "grounds": "frozen fish from a bakery", "container_number": NUMBER} | changes
    return targets.open_target(act=act_of(by or cast.officer), expected_at=in_hours(hours), **said)


def tipped(cast, **changes):
    """Return a tip that the handler recorded."""
    said = {"source": SOURCE, "reliability": "B", "credibility": "2"} | changes
    return tips.record_tip(act=act_of(cast.handler), **said)


def scanned(cast, target, *, by=None, **changes):
    """Return a scan image of a target, sent by a port abroad."""
    said = {"content": png(), "scanner": "foreign_port", "port": "ECGYE"} | changes
    return scans.attach_scan(act=act_of(by or cast.officer), target_id=target.id, **said)


def let_go(cast, target, *, asked=None, by=None):
    """Have a target let go by two, and return it."""
    targets.ask_let_go(act=act_of(asked or cast.officer), target_id=target.id, reason_code="explained",
                       reason="the importer showed the order of this ship")
    return targets.let_go(act=act_of(by or cast.supervisor), target_id=target.id)
