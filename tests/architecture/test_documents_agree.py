"""What is written agrees with what is there: decisions, door plates, generated pages, links."""

from __future__ import annotations

import re

import pytest

from custody.reports import reference
from tests.architecture.source import ROOT, files, relative, rooms

ADRS = sorted((ROOT / "docs" / "adr").glob("*.md"))
PAGES = [file for file in files() if file.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def test_there_are_decisions():
    assert len(ADRS) >= 10


@pytest.mark.parametrize("page", ADRS, ids=lambda page: page.name)
def test_a_decision_carries_its_number_and_all_its_parts(page):
    text = page.read_text(encoding="utf-8")

    heading = re.match(r"# (\d{4}) \S", text)
    assert heading, "the first line must be '# NNNN title'"
    assert page.name.startswith(f"{heading[1]}-")
    assert re.search(r"^Status: (accepted|superseded by \d{4})$", text, re.MULTILINE)
    for part in ("Context", "Decision", "Consequences", "Rejected"):
        assert f"\n## {part}\n" in text


def test_decisions_are_numbered_without_a_gap():
    assert [page.name[:4] for page in ADRS] == [f"{number:04}" for number in range(1, len(ADRS) + 1)]


@pytest.mark.parametrize("room", rooms())
def test_a_room_has_a_door_plate(room):
    plate = ROOT / "custody" / room / "README.md"

    assert plate.is_file()
    assert plate.read_text(encoding="utf-8").startswith("# ")


def test_every_room_is_named_in_the_map():
    drawn = (ROOT / "custody" / "__init__.py").read_text(encoding="utf-8")

    assert len(rooms()) >= 10
    assert [room for room in rooms() if not re.search(rf"\b{room}\b", drawn)] == []


@pytest.mark.parametrize("path", reference.PAGES, ids=str)
def test_a_generated_page_is_fresh(path):
    written = (ROOT / path).read_text(encoding="utf-8")

    assert written == reference.PAGES[path](), "run manage.py render_docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(relative(page)))
def test_every_link_to_a_file_leads_somewhere(page):
    targets = [
        target.partition("#")[0]
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://", "mailto:", "#"))
    ]

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "THREAT_MODEL.md", "LICENSE"]
)
def test_the_founding_documents_are_there(name):
    assert (ROOT / name).stat().st_size > 500


NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_test_that_a_page_names_exists():
    named = {found.groups() for page in PAGES for found in NAMED_TEST.finditer(page.read_text(encoding="utf-8"))}

    assert len(named) >= 30
    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / path).is_file() or f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_every_promise_of_the_alarm_has_its_row():
    page = (ROOT / "docs" / "reference" / "alarm-tests.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| (T\d+) \|", page, re.MULTILINE) == [f"T{number}" for number in range(1, 18)]
