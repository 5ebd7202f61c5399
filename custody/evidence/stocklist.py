"""The list of stock from before the record, as a file: one line for each thing that lies there.

Columns: label, kind, substance, form, packages, gross_kg, seal, seized_on, case_reference, and after them those of
``MORE`` that the old books have. The label is one of our own rolls, stuck on the thing before. Masses have a decimal
point; packages, gross_kg and seal may be empty. What lay beside the drugs has neither substance nor form. A line that
cannot be right is left out, and told of; what it means to say is counted all the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from custody.core.csv_lines import records
from custody.core.errors import CustodyError, InvalidInput
from custody.core.identifiers import parse_label, parse_seal_number
from custody.core.mass import LONGEST, parse_plain_kg
from custody.core.money import Money, is_currency, minor_of
from custody.evidence import entries, lists
from custody.evidence.entries import Reading
from custody.evidence.models.unit import BESIDE_DRUGS, GOODS_KINDS

COLUMNS = (
    "label", "kind", "substance", "form", "packages", "gross_kg", "seal", "seized_on", "case_reference",
)  # fmt: skip
MORE = ("description", "tare_kg", "net_kg", "volume_ml", "second_badge", "order_reference", "currency", "amount")
"""Columns that a list may have besides, in this order, each of them empty where nobody knows."""
KINDS = (*GOODS_KINDS, *(kind for kind in BESIDE_DRUGS if kind != "dummy"))
"""All that lies in a store. What took the place of drugs in an operation stands on no list of old books."""
NO_SUBSTANCE = ("", "none", "other", "unknown")
"""What stands as the substance of a thing that is no drug."""
MOST_ROWS = 2000
REFERENCE_MOST = 80
DESCRIPTION_MOST = 500
YEARS_MOST = 60
"""How long ago a thing on a list was seized at most: an older day is a slip, or what a program writes for "unknown"."""


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
    description: str | None
    tare_mg: int | None
    net_mg: int | None
    volume_ml: int | None
    second_badge: str | None
    order_reference: str | None
    money: Money | None


OWN: dict[str, Callable[[StockRow], str | None]] = {"label": lambda row: row.label, "seal": lambda row: row.seal}
"""What no two things share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A line that cannot be right: which, in what column, what it says there, and why not."""

    row: int
    column: str
    said: str
    refusal: CustodyError


@dataclass(slots=True)
class StockList:
    """The lines of a list, and those that were left out."""

    rows: list[StockRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def leave_out(
        self, column: str, values: Callable[[StockRow], str | None], refused: Mapping[str, CustodyError]
    ) -> None:
        """Leave out every line whose value in a column is among those refused."""
        for row in [each for each in self.rows if values(each) in refused]:
            self.rows.remove(row)
            said = values(row) or ""
            self.left_out.append(LeftOut(row=row.row, column=column, said=said, refusal=refused[said]))

    def check_any(self) -> None:
        """Return when a line is left; else raise ``InvalidInput`` on ``file``, with the first that is not right."""
        if self.rows:
            return
        if not self.left_out:
            raise InvalidInput("stock.empty", "The list has no lines", field="file")
        first = min(self.left_out, key=lambda each: each.row)
        raise InvalidInput(
            "stock.line", "Line {number} cannot be read: {why}", field="file", number=first.row,
            why=first.refusal.sentence(),
        )  # fmt: skip


def read_stock(text: str, *, today: date) -> StockList:
    """Return the lines of a list and what was left out; raise ``InvalidInput`` on ``file`` when it is no list."""
    read = records(io.StringIO(text.lstrip("\ufeff"), newline=""))
    _, head = next(read, (1, ""))
    more = () if isinstance(head, str) else tuple(each for each in MORE if each in head[len(COLUMNS) :])
    columns = (*COLUMNS, *more)
    if isinstance(head, str) or tuple(head) != columns:
        raise InvalidInput("stock.columns", "The first line must be: {columns}", field="file",
                           columns=",".join(COLUMNS))  # fmt: skip
    found = StockList()
    for count, (number, said) in enumerate(read, start=1):
        if count > MOST_ROWS:
            raise InvalidInput("stock.rows", "A list has {most} lines at most. Send it in parts", field="file",
                               most=MOST_ROWS)  # fmt: skip
        cells = {} if isinstance(said, str) else dict(zip(columns, said, strict=False))
        try:
            if isinstance(said, str):
                raise InvalidInput("stock.csv", "a quote is not closed, or a cell is too long to be read")
            if len(said) != len(columns):
                raise InvalidInput("stock.cells", "it has not {count} cells", count=len(columns))
            found.rows.append(_row(number, cells, today=today))
        except InvalidInput as refusal:
            column = refusal.field or ""
            found.left_out.append(
                LeftOut(row=number, column=column, said=str(cells.get(column) or "")[:200], refusal=refusal)
            )
    for column, values in OWN.items():
        written = [values(row) for row in found.rows]
        twice = {each for each in written if each is not None and written.count(each) > 1}
        found.leave_out(column, values, {
            each: InvalidInput("stock.twice", "The {what} {value} is in the list twice", what=column, value=each)
            for each in twice
        })  # fmt: skip
    return found


def _row(number: int, cells: dict[str, str], *, today: date) -> StockRow:
    said = {name: cells.get(name, "").strip() for name in (*COLUMNS, *MORE)}
    kind = entries.chosen(said["kind"], KINDS, field="kind")
    substance, form = _what(kind, said["substance"], said["form"])
    gross, tare, net = (_mass(said[name], field=name) for name in ("gross_kg", "tare_kg", "net_kg"))
    _check_masses(gross, tare, net)
    return StockRow(
        row=number,
        label=_on("label", parse_label, said["label"]),
        kind=kind,
        substance=substance,
        form=form,
        package_count=_count(said["packages"]),
        gross_mg=gross,
        seal=_on("seal", parse_seal_number, said["seal"]) if said["seal"] else None,
        seized_on=_day(said["seized_on"], today=today),
        case_reference=entries.clean_reason(said["case_reference"], field="case_reference", most=REFERENCE_MOST),
        description=entries.clean_text(said["description"], field="description", most=DESCRIPTION_MOST),
        tare_mg=tare,
        net_mg=net,
        volume_ml=_volume(said["volume_ml"], kind=kind),
        second_badge=said["second_badge"].upper() or None,
        order_reference=entries.clean_text(said["order_reference"], field="order_reference", most=REFERENCE_MOST),
        money=_money(said["currency"].upper(), said["amount"], kind=kind),
    )


def _money(currency: str, amount: str, *, kind: str) -> Money | None:
    """Return how much money the old books say that cash is; what can be read in two ways is left out."""
    if not currency and not amount:
        return None
    minor = minor_of(amount, currency=currency) if is_currency(currency) else 0
    try:
        money = entries.clean_money(currency=currency or None, amount_minor=minor, kind=kind)
    except InvalidInput as refusal:
        refusal.field = {"amount_minor": "amount"}.get(refusal.field or "", refusal.field)
        raise
    return money


def _what(kind: str, substance: str, form: str) -> tuple[str, str]:
    """Return substance and form of a line; what lay beside the drugs has none, and a cover load may be perishable."""
    if kind not in BESIDE_DRUGS:
        return (
            entries.chosen(substance, lists.SUBSTANCES, field="substance"),
            entries.chosen(form, lists.FORMS, field="form"),
        )
    entries.chosen(substance, NO_SUBSTANCE, field="substance")
    if kind == "cover_load" and form == "perishable":
        return "none", form
    entries.chosen(form, ("", *lists.FORMS), field="form")
    return "none", "other"


def _check_masses(gross: int | None, tare: int | None, net: int | None) -> None:
    """Return when the three weights of a line go together; raise ``InvalidInput`` on the one that does not."""
    if gross is None:
        for column, mg in (("tare_kg", tare), ("net_kg", net)):
            if mg is not None:
                raise InvalidInput("stock.no_gross", "{column} says nothing without gross_kg", field=column,
                                   column=column)  # fmt: skip
        return
    try:
        entries.settle_masses(Reading(gross_mg=gross, tare_mg=tare, net_mg=net))
    except InvalidInput as refusal:
        refusal.field = {"tare_mg": "tare_kg", "net_mg": "net_kg"}.get(refusal.field or "", "gross_kg")
        raise


def _on(column: str, parse: Callable[[str], str], said: str) -> str:
    """Return what a cell says in its one spelling; what is refused is refused of its column."""
    try:
        return parse(said)
    except InvalidInput as refusal:
        refusal.field = column
        raise


def _count(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST):
        raise InvalidInput("stock.packages", "packages is no whole number", field="packages")
    if int(text) < 1:
        raise InvalidInput("stock.no_packages", "packages is 0: leave it empty where nobody counted", field="packages")
    return entries.clean_count(int(text), field="packages")


def _volume(text: str, *, kind: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST):
        raise InvalidInput("volume.range", "The volume must be a whole number of millilitres, more than 0",
                           field="volume_ml")  # fmt: skip
    return entries.clean_volume(int(text), kind=kind)


def _mass(text: str, *, field: str) -> int | None:
    if not text:
        return None
    try:
        mg = parse_plain_kg(text)
    except InvalidInput as refusal:
        if refusal.code == "weight.not_plain":
            raise InvalidInput(
                "stock.mass", "{column} is no number with a decimal point", field=field, column=field
            ) from None
        mg = 0
    if mg == 0 and (field == "gross_kg" or text.strip("0.")):
        raise InvalidInput("stock.mass", "{column} is no weight that a scale shows", field=field, column=field)
    return mg


def _day(text: str, *, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("stock.day", "seized_on is no day like 2026-03-01", field="seized_on") from None
    if day > today:
        raise InvalidInput("stock.future", "seized_on lies in the future", field="seized_on")
    if day.year < today.year - YEARS_MOST:
        raise InvalidInput(
            "stock.long_ago", "seized_on lies more than {years} years back", field="seized_on", years=YEARS_MOST
        )
    return day
