"""Every number that a page or a sentence gives as an example passes its own check: who types it in is not refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from custody.core import identifiers
from custody.core.identifiers import check_container_number, parse_container_number

HERE = Path(__file__).resolve().parents[3]
#: The showroom refuses one on purpose, to show how that looks.
WRONG_ON_PURPOSE = {"custody/web/shared/showroom.py"}
READERS = {
    r"\b[A-Z]{3}[UJZ][ -]?\d{6}[ -]?\d\b": lambda text: check_container_number(parse_container_number(text)),
    r"\bIMO \d{7}\b": identifiers.parse_imo_number,
    r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b": identifiers.parse_label,
}


def examples():
    for path in sorted([*(HERE / "custody").rglob("*.py"), *(HERE / "templates").rglob("*.html")]):
        name = str(path.relative_to(HERE))
        if name not in WRONG_ON_PURPOSE:
            text = path.read_text(encoding="utf-8")
            for pattern in READERS:
                for found in re.findall(pattern, text):
                    yield pytest.param(pattern, found, id=f"{name}: {found}")


FOUND = list(examples())


@pytest.mark.parametrize(("pattern", "text"), FOUND)
def test_an_example_passes_its_own_check(pattern, text):
    READERS[pattern](text)


def test_there_are_examples_of_containers_ships_and_labels():
    assert {each.values[0] for each in FOUND} == set(READERS)
