"""The pages of stock from before the record."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from custody.core.identifiers import new_label
from custody.evidence.models import HandlingUnit, OpeningStock
from tests.evidence import test_opening_kinds as old
from tests.evidence.test_inventory import asked, opened
from tests.evidence.test_opening import HEAD, as_listed, counted, row
from tests.web.desk import errors_in, page_of, send, text_of
from tests.web.inventories.test_inventories import WHOLE

LIST, IMPORT = reverse("opening:list"), reverse("opening:import")


def upload(text):
    content = text if isinstance(text, bytes) else text.encode()
    return {"place": "BITTERN", "file": SimpleUploadedFile("stock.csv", content, content_type="text/csv")}


def test_a_list_is_read_counted_and_taken_into_custody(cast):
    sent = send(cast.storekeeper, IMPORT, upload(f"{HEAD}\n{row()}\n{row()}\n{row(packages='0')}\n"))
    stock = OpeningStock.objects.get()
    page = reverse("opening:stock", args=[stock.id])
    assert sent["Location"] == page
    assert "Two people from outside count it blind first" in text_of(cast.supervisor, page)
    assert "The list" not in errors_in(send(cast.supervisor, page, {}))
    page_of(cast.checker, page, status=404)
    assert "Line 4, packages: 0" in text_of(cast.storekeeper, page)
    counted(cast, stock, *as_listed(stock)[:1], (new_label(b"54321"), None, {}))
    assert "A supervisor takes it into custody" in text_of(cast.storekeeper, page)

    assert send(cast.supervisor, page, {})["Location"] == page

    text = text_of(cast.supervisor, page)
    for words in ("As on the list", "Not found", "AN 1/2024", "4901", "Found, on no list", new_label(b"54321")):
        assert words in text
    unit = HandlingUnit.objects.get(label=stock.lines.get(outcome="agrees").label)
    assert "before this record" in text_of(cast.supervisor, reverse("units:unit", args=[unit.id]))
    assert "In custody" in text_of(cast.storekeeper, LIST)


def test_a_list_of_every_kind_shows_what_each_is_and_who_counts_says_what_stands_on_none(cast):
    lines = [
        old.line(kind="weapon", description="a pistol", **old.BESIDE), old.line(order_reference="OM 12/2023"),
        old.line(second_badge=cast.second_storekeeper.badge),
    ]  # fmt: skip
    sent = send(cast.storekeeper, IMPORT, upload("\n".join([old.HEAD, *lines])))
    stock = OpeningStock.objects.get()
    text = text_of(cast.storekeeper, sent["Location"])
    for words in ("Weapon: a pistol", "Order before this record: OM 12/2023", "Second keeper: 4602"):
        assert words in text
    opened(cast, stock.inventory)
    count = reverse("inventories:count", args=[stock.inventory_id])
    assert "What is it?" in text_of(cast.checker, count)
    assert send(cast.checker, count, {"label": new_label(b"54321"), "kind": "cash", **WHOLE})["Location"] == count
    assert stock.inventory.lines.get().kind_seen == "cash"
    other = opened(cast, asked(cast, place="DUNLIN"), by=cast.auditor)
    assert "What is it?" not in text_of(cast.auditor, reverse("inventories:count", args=[other.id]))


def test_a_list_that_cannot_be_read_names_its_line(cast):
    for text, words in (
        (f"{HEAD}\n{row(kind='sack')}", "Line 2 cannot be read"), ("nothing", "The first line must be"),
        (b"\xff\xfe", "This is no text"), (b"x" * (2 * 1024 * 1024 + 1), "too large"),
    ):  # fmt: skip
        answer = send(cast.storekeeper, IMPORT, upload(text))
        assert any(words in line for line in errors_in(answer)), errors_in(answer)
    page_of(cast.supervisor, IMPORT, status=403)
    assert not OpeningStock.objects.exists()
