"""Refusals of lists and sheets: the stock of before as a file, and what was written on paper."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from custody.core.act import Basis
from custody.evidence.actions import documents, labels, papersheet
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Document, LabelRoll
from custody.evidence.selectors.labels import codes_on_sheet
from custody.organisation.selectors import engine_officer
from tests import stories
from tests.api.refusals.trying import Three, api, page
from tests.evidence import test_opening_kinds as old
from tests.evidence.test_opening import HEAD, as_listed, counted, imported, registered, row
from tests.stories import act_of, now


def ground(cast):
    """Return a house with a printed kit of two paper sheets."""
    roll = labels.print_paper_kit(
        act=act_of(cast.storekeeper, basis=Basis.SCENARIO, occurred_at=now() - timedelta(hours=3)), sheets=2
    )
    return SimpleNamespace(cast=cast, roll=roll)


# --- the stock of before ----------------------------------------------------------------------------------------


def _list(at, *rows, head=HEAD):
    text = "\n".join([head, *rows])
    file = SimpleUploadedFile("stock.csv", text.encode(), "text/csv")
    return Three(at.cast.storekeeper, page("opening-stock/import/", place="BITTERN", file=file),
                 api("opening-stock/", place="BITTERN", text=text))  # fmt: skip


def _line(at, **cells):
    """A list of one line that cannot be read is refused with what is wrong with the line."""
    made = _list(at, row(**cells))
    return Three(made.who, made.page, made.api, told_as="stock.line")


def _tare_alone(at):
    made = _list(at, old.line(gross_kg="", tare_kg="1.0"), head=old.HEAD)
    return Three(made.who, made.page, made.api, told_as="stock.line")


def _twice(at):
    made = _list(at, row(seal="AN7007"), row(seal="AN7007"))
    return Three(made.who, made.page, made.api, told_as="stock.line")


def _short(at):
    made = _list(at, "only,two")
    return Three(made.who, made.page, made.api, told_as="stock.line")


def _waits(at):
    imported(at.cast, row())
    return _list(at, row())


def _registered(at):
    stock = imported(at.cast, row())
    counted(at.cast, stock, *as_listed(stock))
    registered(at.cast, stock)
    return Three(at.cast.supervisor, page(f"opening-stock/{stock.id}/"), api(f"opening-stock/{stock.id}/registration/"))


STOCK = {
    "stock.waits": _waits,
    "stock.registered": _registered,
    "stock.columns": lambda at: _list(at, head="label,kind"),
    "stock.empty": _list,
    "stock.rows": lambda at: _list(at, *["x"] * 2_001),
    "stock.line": lambda at: _list(at, row(packages="many")),
    "stock.cells": _short,
    "stock.csv": lambda at: _line(at, case_reference='"AN 1'),
    "stock.packages": lambda at: _line(at, packages="many"),
    "stock.no_packages": lambda at: _line(at, packages="0"),
    "stock.mass": lambda at: _line(at, gross_kg="heavy"),
    "stock.no_gross": _tare_alone,
    "stock.day": lambda at: _line(at, seized_on="yesterday"),
    "stock.future": lambda at: _line(at, seized_on="2999-01-01"),
    "stock.long_ago": lambda at: _line(at, seized_on="1800-01-01"),
    "stock.twice": _twice,
}

# --- what was written on paper ------------------------------------------------------------------------------------


def _sheet(at, *, hours=1, sheet=None, label=None, entered=False):
    """Enter the first sheet of the kit, which was printed three hours ago."""
    when = (now() - timedelta(hours=hours)).replace(second=0, microsecond=0)
    local = when.astimezone(ZoneInfo("Europe/Brussels"))
    number = f"{at.roll.code_word}/1"
    said = {"substance": "cocaine", "place": "HERON"}
    unit = {"label": label or codes_on_sheet(at.roll, 1)[0], "kind": "bag", "package_count": 25,
            "seal": {"number": stories.new_seal().number}, "reading": {"gross_mg": 25_000_000, "scale": "S-FLOOR"}}
    if entered:
        papersheet.enter_sheet(
            act=act_of(at.cast.officer, basis=Basis.PAPER, occurred_at=when), sheet=number, second_badge="4418",
            exhibits=[NewExhibit(substance="cocaine", form="powder")], place="HERON",
            units=[stories.new_bag(label=codes_on_sheet(at.roll, 1)[1])])  # fmt: skip
    form = {
        "happened_on": f"{local:%Y-%m-%d}", "happened_clock": f"{local:%H:%M}", "second": "4418",
        "form_of_it": "powder", "scale": "S-FLOOR", "kind_0": "bag", "count_0": "25", "gross_0": "25",
        "seal_0": stories.new_seal().number,
    }  # fmt: skip
    if label is not None:
        form["label_0"] = label
    is_on_page = sheet is None
    return Three(
        at.cast.officer, page(f"paper/sheet/?sheet={number}", **said | form) if is_on_page else None,
        api("paper-sheets/", sheet=sheet or number, happened_at=f"{when:%Y-%m-%dT%H:%M:%SZ}", second_badge="4418",
            form="powder", units=[unit], **said),
    )  # fmt: skip


def _nothing_on_it(at):
    made = _sheet(at)
    form = {name: each for name, each in made.page.said.items() if not name.endswith("_0")}
    return Three(
        made.who, page(made.page.path, **form), api(made.api.path, **made.api.said | {"units": []}),
    ).refused_earlier("both", lambda: papersheet.enter_sheet(
        act=act_of(at.cast.officer), sheet=f"{at.roll.code_word}/1", second_badge="4418", place="HERON", units=[],
        exhibits=[NewExhibit(substance="cocaine", form="powder")]))  # fmt: skip


def _no_sheets(at):
    return Three(at.cast.storekeeper, page("labels/paper/", sheets="0"), api("paper-kits/", sheets=0)).refused_earlier(
        "page")


def _withdrawn(at):
    labels.void_roll(act=act_of(at.cast.storekeeper), roll_id=at.roll.id, reason="lost")
    LabelRoll.objects.filter(pk=at.roll.id).update(voided_at=now() - timedelta(hours=2))
    return _sheet(at)


def _unmade(at):
    """A document that is being made is read in a moment."""
    made = Document.objects.filter(roll=at.roll).first()
    return Three(at.cast.storekeeper, page(f"documents/{made.id}/", reason="x"),
                 api(f"documents/{made.id}/reading/", reason="x"))  # fmt: skip


def _made_before(at):
    """The engine made the document, and is told to make it once more."""
    found, who = Document.objects.filter(roll=at.roll).first(), engine_officer()
    content = b"%PDF-1.7"
    documents.keep_document(act=act_of(who), document_id=found.id, content=content)
    return Three(who, None, None, shell=lambda: documents.keep_document(
        act=act_of(who), document_id=found.id, content=content))  # fmt: skip


PAPERS = {
    "document.made": _made_before,
    "paper.empty": _nothing_on_it,
    "paper.sheets": _no_sheets,
    "paper.times": lambda at: _sheet(at, hours=9),
    "paper.entered": lambda at: _sheet(at, entered=True),
    "paper.withdrawn": _withdrawn,
    "paper.label": lambda at: _sheet(at, label=codes_on_sheet(at.roll, 2)[0]),
    "paper.number": lambda at: _sheet(at, sheet="nonsense"),
    "paper.unknown": lambda at: _sheet(at, sheet=f"{at.roll.code_word}/99"),
    "document.waits": _unmade,
}  # fmt: skip

ROWS = STOCK | PAPERS
