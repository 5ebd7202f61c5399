"""A place holds more than it may: a fact, for which a waiver is owed."""

from __future__ import annotations

from custody.core.events.schema import event

PLACE_OVERFILLED = event(
    "place.overfilled/1", "place", "The place holds more than it may",
    open_="overload_id:uuid cause:text found_at:time",
    sealed="over_mg:int over_eur:int", personal="found_by:person reason:text?")
PLACE_FITS_AGAIN = event(
    "place.fits_again/1", "place", "The place holds no more than it may: {outcome}",
    open_="overload_id:uuid outcome:text ended_at:time")
