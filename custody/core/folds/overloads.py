"""A place holds more than it may: a fact, for which a waiver is owed."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, p, same

OVERLOADS: dict[str, tuple[Change, ...]] = {
    "place.overfilled/1": (
        Change("custody_overload", "overload_id",
               {**same("cause", "over_mg", "over_eur", "reason", "found_at"), "place_id": Source("ref"),
                "found_by_id": p("found_by"), "ended_at": c(None), "outcome": c(None)}, creates=True),
    ),
    "place.fits_again/1": (Change("custody_overload", "overload_id", same("outcome", "ended_at")),),
}
