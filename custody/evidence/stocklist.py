"""The list of stock from before the record, as a file: one line for each thing that lies there.

Columns: label, kind, substance, form, packages, gross_kg, seal, seized_on, case_reference. The label is one of our own
rolls, stuck on the thing before. Masses have a decimal point; packages, gross_kg and seal may be empty.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_label, parse_seal_number
from custody.core.mass import LARGEST_MG, MG_PER_KG
from custody.evidence import entries, lists

COLUMNS = (
    "label", "kind", "substance", "form", "packages", "gross_kg", "seal", "seized_on", "case_reference",
)  # fmt: skip
KINDS = ("brick", "bag", "drum", "box", "pallet")
MOST_ROWS = 2000
REFERENCE_MOST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """One line of the list, cleaned."""

    row: int
    label: str
    kind: str
    substance: str
    form: str
    package_count: int | None
    gross_mg: int | None
    seal: str | None
    seized_on: date
    case_reference: str


def read_stock(text: str, *, today: date) -> list[StockRow]:
    """Return the lines of a list; raise ``InvalidInput`` on ``file``, with the number of the line that cannot be
    right."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InvalidInput("stock.columns", "The first line must be: {columns}", field="file",
                           columns=",".join(COLUMNS))  # fmt: skip
    rows: list[StockRow] = []
    for number, cells in enumerate(reader, start=2):
        if len(rows) == MOST_ROWS:
            raise InvalidInput("stock.rows", "A list has {most} lines at most. Send it in parts", field="file",
                               most=MOST_ROWS)  # fmt: skip
        try:
            if None in cells or None in cells.values():
                raise InvalidInput("stock.cells", "it has not {count} cells", count=len(COLUMNS))
            rows.append(_row(number, cells, today=today))
        except InvalidInput as refusal:
            raise InvalidInput(
                "stock.line", "Line {number} cannot be read: {why}", field="file", number=number,
                why=refusal.sentence(),
            ) from None  # fmt: skip
    if not rows:
        raise InvalidInput("stock.empty", "The list has no lines", field="file")
    labels, seals = [row.label for row in rows], [row.seal for row in rows if row.seal is not None]
    for what, values in (("label", labels), ("seal", seals)):
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise InvalidInput("stock.twice", "The {what} {value} is in the list twice", field="file", what=what,
                               value=twice)  # fmt: skip
    return rows


def _row(number: int, cells: dict[str, str], *, today: date) -> StockRow:
    said = {name: cells[name].strip() for name in COLUMNS}
    return StockRow(
        row=number,
        label=parse_label(said["label"]),
        kind=entries.chosen(said["kind"], KINDS, field="kind"),
        substance=entries.chosen(said["substance"], lists.SUBSTANCES, field="substance"),
        form=entries.chosen(said["form"], lists.FORMS, field="form"),
        package_count=_count(said["packages"]),
        gross_mg=_mass(said["gross_kg"]),
        seal=parse_seal_number(said["seal"]) if said["seal"] else None,
        seized_on=_day(said["seized_on"], today=today),
        case_reference=entries.clean_reason(said["case_reference"], field="case_reference", most=REFERENCE_MOST),
    )


def _count(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal():
        raise InvalidInput("stock.packages", "packages is no whole number")
    return entries.clean_count(int(text))


def _mass(text: str) -> int | None:
    if not text:
        return None
    try:
        mg = Decimal(text) * MG_PER_KG
    except InvalidOperation:
        raise InvalidInput("stock.mass", "gross_kg is no number with a decimal point") from None
    if not mg.is_finite() or mg != mg.to_integral_value() or not 0 < mg <= LARGEST_MG:
        raise InvalidInput("stock.mass", "gross_kg is no weight that a scale shows")
    return int(mg)


def _day(text: str, *, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("stock.day", "seized_on is no day like 2026-03-01") from None
    if day > today:
        raise InvalidInput("stock.future", "seized_on lies in the future")
    return day
