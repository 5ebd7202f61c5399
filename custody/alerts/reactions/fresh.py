"""What the handlers of this folder share: whether an act is news, and where a unit is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.act import Basis
from custody.deadlines.starts import places_of
from custody.evidence.selectors.facts import outermost_of

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record
    from custody.organisation.models import Site

_OLD = frozenset({Basis.SCENARIO, Basis.OPENING})


def is_news(record: Record) -> bool:
    """Say whether people are told of this act: what is replayed or was there at the opening happened long ago."""
    return record.act.basis not in _OLD


def site_of(unit: HandlingUnit) -> Site | None:
    """Return the site where a unit lies, or last lay."""
    outermost = outermost_of(unit)
    place = places_of([outermost.id]).get(outermost.id)
    return None if place is None else place.site
