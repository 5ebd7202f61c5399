"""Tables as a file: CSV and spreadsheet, each with the watermark of who took it out.

The file says who, when and why, and the number under which that was recorded: a file that turns up somewhere names
whom to ask. Text that a spreadsheet could take for a formula is written as text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from uuid import UUID

CSV, XLSX = "csv", "xlsx"
FORMATS = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Cell = str | int | Decimal | None
_FORMULA = re.compile(r"((?:^|[;,\t\r\n])[\s\u200b\ufeff]*)([=+\-@\uff1d\uff0b\uff0d\uff20])")
"""What a spreadsheet takes for a formula, at the start of a text or after what some language of it parts cells by: half
of our readers have a program that parts at a semicolon, and finds two cells where we wrote one."""
_BLANK = re.compile(r"^(?=[\t\r\n])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """Who took the file out, when, why, and the number of the record of it."""

    badge: str
    at: datetime
    reason: str
    consultation: UUID

    def line(self) -> str:
        """Return it as one line of text, in the language that is active now."""
        when = f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return _("Taken out by badge %(badge)s on %(when)s, record %(record)s, for: %(reason)s") % {
            "badge": self.badge, "when": when, "record": self.consultation, "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table: its name, its column heads, and its rows. ``said`` stands above the heads: what a reader must know
    who adds it up."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    said: str = ""


def as_file(sheets: Sequence[Sheet], *, form: str, watermark: Watermark) -> bytes:
    """Return the tables as one file of a form of ``FORMATS``. CSV has them one below the other, parted by commas and
    with a decimal point in every language, for programs. The spreadsheet is for people: its masses are numbers, which
    a program writes with the mark of its reader and adds up."""
    return _csv(sheets, watermark) if form == CSV else _xlsx(sheets, watermark)


def _csv(sheets: Sequence[Sheet], watermark: Watermark) -> bytes:
    out = io.StringIO(newline="")
    # Every text stands in quotes: a program that parts at a semicolon leaves it whole, and a number is none. A decimal
    # stands in quotes as well: "24.5" is the 24th of May to some programs, and a thousand times as much to others.
    write = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    write.writerow(_harmless([watermark.line()]))
    for sheet in sheets:
        write.writerow([])
        write.writerow(_harmless([sheet.name]))
        if sheet.said:
            write.writerow(_harmless([sheet.said]))
        write.writerow(_harmless(sheet.head))
        write.writerows([str(each) if isinstance(each, Decimal) else each for each in _harmless(row)]
                        for row in sheet.rows)  # fmt: skip
    # With a mark in front, or a spreadsheet program reads the letters of another alphabet.
    return out.getvalue().encode("utf-8-sig")


def _xlsx(sheets: Sequence[Sheet], watermark: Watermark) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        # Not the machine's clock: the file is of the moment at which it was taken out.
        created = watermark.at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"comments": watermark.line(), "created": created})
        bold, exact = book.add_format({"bold": True}), book.add_format({"num_format": "0.000"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            page.set_header(f"&L{sheet.name}&R{watermark.badge}")
            page.set_footer(f"&L{watermark.line()[:200].replace('&', '&&')}&R&P / &N")
            page.write_string(0, 0, watermark.line())
            page.write_string(1, 0, sheet.said)
            for column, text in enumerate(sheet.head):
                page.write_string(2, column, text, bold)
            for line, row in enumerate(sheet.rows, start=3):
                for column, value in enumerate(row):
                    if isinstance(value, Decimal):
                        page.write_number(line, column, float(value), exact)
                    elif isinstance(value, int):
                        page.write_number(line, column, value)
                    elif value is not None:
                        page.write_string(line, column, value)
            page.freeze_panes(3, 1)
            page.set_column(0, max(0, len(sheet.head) - 1), 16)
    return out.getvalue()


def _harmless(row: Iterable[Cell]) -> list[Cell]:
    return [_BLANK.sub("'", _FORMULA.sub(r"\1'\2", value)) if isinstance(value, str) else value for value in row]
