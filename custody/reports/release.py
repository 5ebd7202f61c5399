"""What is told the public: the text of a release, and figures without names for other services (C21).

Written from ``Release``, which has no other field: no place, no code word, no person, no date but the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from custody.destruction.selectors.publication import Release, publishable, release_of
from custody.reports.exporting import Cell, Sheet
from custody.reports.figures import edges_of, kilograms

if TYPE_CHECKING:
    from custody.evidence.models import Seizure

NON_NOMINAL_HEAD = ("day", "gross_kg", "origin", "cover_load", "destroyed")
"""Columns of the export for the networks of customs services: facts of a consignment, nothing of a person or case."""
MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A release in the style of the notes of the ministry: date, kilograms with two decimals, origin, cover load."""

    release: Release
    headline: str
    body: str


def release_text(seizure: Seizure, *, at: datetime) -> Text | None:
    """Return the text of a release, in the language that is active now; ``None`` under the embargo."""
    found = release_of(seizure, at=at)
    if found is None:
        return None
    mass = None if found.mg is None else f"{hundredths(found.mg)} kg"
    filled = {"mass": mass, "day": date_format(found.on) if found.on else "", "load": found.cover_load,
              "origin": found.origin}  # fmt: skip
    if mass is None:
        headline = _("Customs intercepts drugs")
        first = _("On %(day)s, customs seized drugs.") if found.on else _("Customs seized drugs.")
    else:
        headline = _("Customs intercepts %(mass)s of drugs")
        told = _("On %(day)s, customs seized %(mass)s of drugs.")
        first = told if found.on else _("Customs seized %(mass)s of drugs.")
    sentences = [
        first,
        _("They were hidden in a load of %(load)s.") if found.cover_load else "",
        _("They came from %(origin)s.") if found.origin else "",
        _("All of it has been destroyed.") if found.burnt else "",
    ]
    body = " ".join(sentence % filled for sentence in sentences if sentence)
    return Text(release=found, headline=headline % filled, body=body)


def non_nominal_sheet(*, year: int, at: datetime) -> Sheet:
    """Return the consignments of a year that may be told, as the table of a file."""
    return Sheet(name=f"Consignments {year}", head=NON_NOMINAL_HEAD, rows=list(non_nominal(year=year, at=at)))


def non_nominal(*, year: int, at: datetime, limit: int = MOST_ROWS) -> Iterator[Sequence[Cell]]:
    """Yield the rows of the export for other services, the newest first: only what may be told, and no names."""
    edges = edges_of(year)
    for found in publishable(at=at, since=edges[0], until=edges[-1], limit=limit):
        yield (
            None if found.on is None else found.on.isoformat(),
            None if found.mg is None else kilograms(found.mg),
            found.origin,
            found.cover_load,
            "yes" if found.burnt else "no",
        )


def hundredths(mg: int) -> str:
    """Return a mass in kilograms with two decimals, cut off, as the ministry writes it, with the decimal
    mark of the language that is active."""
    whole, rest = divmod(mg // 10_000, 100)
    return f"{whole:,}".replace(",", " ") + f"{get_format('DECIMAL_SEPARATOR')}{rest:02d}"
