"""Rows of a list of published seizures: read one by one, and refused one by one with line and reason.

The columns are those of ``custody/data/published_seizures.csv``. A value that is missing stays missing; only what a
seizure cannot do without (an id, a date, a drug, a mass) makes a row fall out.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from custody.core.csv_lines import records
from custody.core.errors import InvalidInput
from custody.core.mass import MG_PER_KG, parse_plain_kg

COLUMNS = (
    "event_id", "date", "date_precision", "port", "country", "place", "drug", "kg", "kg_precision", "containers",
    "cover_load", "origin", "origin_port", "via", "destination", "concealment", "note", "source",
)  # fmt: skip
MOST_KG = 50_000
FIRST_YEAR = 1950
_LONGEST_COUNT = 6
_LONGEST = {"event_id": 16, "port": 40, "cover_load": 80, "origin": 60, "source": 400}

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_HALF = re.compile(r"(\d{4})-H([12])", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_PACKAGES = re.compile(r"\b(\d{1,3}(?:,\d{3})+|\d+) (?:packages|blocks)\b", re.ASCII)
_BAGS = re.compile(r"\b(\d+) (?:sports )?(?:bags|sacks)\b", re.ASCII)
_VESSEL = re.compile(r"\bvessel ([A-Z][\w.-]*(?: [A-Z][\w.-]*)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One published seizure. ``first_on`` and ``last_on`` bound the day it happened; equal when it is known."""

    line: int
    event: str
    first_on: date
    last_on: date
    port: str
    country: str
    place: str | None
    drug: str
    mass_mg: int
    mass_precision: str | None
    containers: int | None
    cover_load: str | None
    origin: str | None
    concealment: str | None
    note: str | None
    source: str | None
    packages: int | None
    bags: int | None
    vessel: str | None

    @property
    def has_day(self) -> bool:
        """The source names the day."""
        return self.first_on == self.last_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that cannot be loaded: its line in the file, the id it gives itself, and why."""

    line: int
    event: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file holds."""

    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]


def read_rows(lines: Iterable[str], *, today: date) -> Reading:
    """Return the rows of a CSV file and the lines that are none.

    ``today`` is the newest day on which a seizure can have begun: a year that is a slip of the hand would move every
    other row with it. Raises ``InvalidInput`` when the file has not the columns: then no row can be judged.
    """
    found_in = records(lines)
    _, header = next(found_in, (1, []))
    if isinstance(header, str):
        raise InvalidInput("rows.no_csv", "This is no CSV file: {reason}", field="file", reason=header)
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise InvalidInput("rows.columns", "The file lacks the column {name}", field="file", name=missing[0])
    rows: list[Row] = []
    refused: list[Refused] = []
    known: dict[str, int] = {}
    for line, found in found_in:
        cells = {} if isinstance(found, str) else dict(zip(header, found, strict=False))
        event = cells.get("event_id", "").strip()
        try:
            if isinstance(found, str):
                raise InvalidInput("row.csv", "This line is no CSV: {reason}", reason=found)
            if len(found) != len(header):
                raise InvalidInput("row.cells", "The row has not as many cells as the file has columns")
            row = _row(line, cells, today=today)
            if row.event in known:
                raise InvalidInput("row.twice", "event_id {event} is already on line {line}", event=row.event,
                                   line=known[row.event])  # fmt: skip
        except InvalidInput as refusal:
            refused.append(Refused(line=line, event=event[:16], reason=refusal.sentence()))
            continue
        known[row.event] = line
        rows.append(row)
    return Reading(rows=tuple(rows), refused=tuple(refused))


def _row(line: int, cells: dict[str, str], *, today: date) -> Row:
    text = {name: _text(cells, name) for name in COLUMNS}
    event = _needed(text, "event_id")
    mass_mg = _mass(_needed(text, "kg"))
    first_on, last_on = period_days(_needed(text, "date"))
    if first_on.year < FIRST_YEAR or first_on > today:
        raise InvalidInput("row.date_range", "date lies before {first} or after today: {text}", first=FIRST_YEAR,
                           text=_needed(text, "date")[:20])  # fmt: skip
    note, concealment = text["note"] or "", text["concealment"] or ""
    packages, bags = _count(_PACKAGES, note), _count(_BAGS, f"{note}; {concealment}")
    vessel = _VESSEL.search(note)
    return Row(
        line=line,
        event=event,
        first_on=first_on,
        last_on=last_on,
        port=_needed(text, "port"),
        country=_country(_needed(text, "country")),
        place=text["place"],
        drug=_needed(text, "drug"),
        mass_mg=mass_mg,
        mass_precision=text["kg_precision"],
        containers=_containers(text["containers"]),
        cover_load=text["cover_load"],
        origin=text["origin"],
        concealment=text["concealment"],
        note=text["note"],
        source=text["source"],
        packages=packages,
        bags=bags if bags is None or packages is None or bags <= packages else None,
        vessel=None if vessel is None else vessel[1],
    )


def _text(cells: dict[str, str], name: str) -> str | None:
    text = cells[name].strip()
    if not text.isprintable():
        raise InvalidInput("row.characters", "{name} holds a character that is no text", name=name)
    most = _LONGEST.get(name, 2_000)
    if len(text) > most:
        raise InvalidInput("row.long", "{name} is longer than {most} characters", name=name, most=most)
    return text or None


def _needed(text: dict[str, str | None], name: str) -> str:
    found = text[name]
    if found is None:
        raise InvalidInput("row.missing", "{name} is missing", name=name)
    return found


def _mass(text: str) -> int:
    try:
        mass_mg = parse_plain_kg(text)
    except InvalidInput:
        raise InvalidInput("row.kg", "kg is not a number with a decimal point: {text}", text=text[:20]) from None
    if not 0 < mass_mg <= MOST_KG * MG_PER_KG:
        raise InvalidInput("row.kg_range", "kg is not between 0 and {most}: {text}", most=MOST_KG, text=text[:20])
    return mass_mg


def period_days(text: str) -> tuple[date, date]:
    """Return the first and last day of ``2023-10-17``, ``2023-10``, ``2023-H1`` or ``2023``; else ``InvalidInput``."""
    wrong = InvalidInput("row.date", "date is not a day, month, half-year or year: {text}", text=text[:20])
    try:
        if found := _DAY.fullmatch(text):
            day = date(int(found[1]), int(found[2]), int(found[3]))
            return day, day
        if found := _MONTH.fullmatch(text):
            return _months(int(found[1]), int(found[2]), int(found[2]))
        if found := _HALF.fullmatch(text):
            last = 6 * int(found[2])
            return _months(int(found[1]), last - 5, last)
        if found := _YEAR.fullmatch(text):
            return _months(int(found[1]), 1, 12)
    except ValueError:
        raise wrong from None
    raise wrong


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    start = date(year, first, 1)
    return start, date(year, last, calendar.monthrange(year, last)[1])


def _country(text: str) -> str:
    if not re.fullmatch("[A-Z]{2}", text):
        raise InvalidInput("row.country", "country is not a code of two letters: {text}", text=text[:20])
    return text


def _containers(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch("[0-9]{1,2}", text):
        raise InvalidInput("row.containers", "containers is not a number: {text}", text=text[:20])
    return int(text)


def _count(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    digits = found[1].replace(",", "") if found else ""
    return int(digits) if 0 < len(digits) <= _LONGEST_COUNT else None
