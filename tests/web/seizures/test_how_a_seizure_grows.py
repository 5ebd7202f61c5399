"""The page of a seizure reads as much for hundreds of units as for a leaf of them."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db.models.signals import post_init

from custody.evidence.models import HandlingUnit
from custody.evidence.selectors import access
from custody.evidence.selectors.naming import named_as
from custody.web.shared.turning import A_LEAF
from tests import stories
from tests.web.desk import MOST_QUERIES, browser_of, queries_of
from tests.web.seizures.test_standing import bars_of, seizure_path

MANY = 400
FEW_MORE = 20
"""One unit of each lot that stands alike, beside those that are listed."""
READERS = ("supervisor", "case_officer", "duty_officer", "auditor", "storekeeper")


@contextmanager
def units_read():
    """Count the units that are read from the database while the block lasts."""
    read = []

    def note(sender, instance, **_more):
        read.append(instance.pk)

    post_init.connect(note, sender=HandlingUnit)
    try:
        yield read
    finally:
        post_init.disconnect(note, sender=HandlingUnit)


def read_by(officer, unit, more=""):
    browser = browser_of(officer)
    with units_read() as read:
        assert browser.get(f"{seizure_path(unit)}{more}").status_code == 200
    return len(read)


@pytest.fixture
def loads(cast):
    """Return two seizures of bags that nobody weighed: one of as many as a leaf, and one of many more."""
    return [stories.seized(cast, count=count, reading=None) for count in (A_LEAF, MANY)]


def test_hundreds_of_units_are_as_many_questions_and_rows_as_a_leaf(cast, loads):
    one, many = (units[0] for units in loads)

    for role in READERS:
        officer = getattr(cast, role)
        asked = queries_of(officer, seizure_path(one))
        assert queries_of(officer, seizure_path(many)) <= asked <= MOST_QUERIES, role
        few = read_by(officer, one)
        assert A_LEAF <= few <= A_LEAF + FEW_MORE, role
        assert read_by(officer, many) <= A_LEAF + FEW_MORE, role
        assert read_by(officer, many, "?from=320") <= MANY % A_LEAF + FEW_MORE, role
    assert f"Weight missing: {MANY} units" not in bars_of(cast.supervisor, seizure_path(many))
    stories.seized(cast, of=many.seizure)
    assert f"Weight missing: {MANY} units" in bars_of(cast.supervisor, seizure_path(many))


@pytest.mark.parametrize("typed", [
    lambda unit: unit.label, lambda unit: f"c1:{unit.label}", lambda unit: unit.label.replace("-", " ").lower(),
    lambda unit: unit.label[:4].replace("0", "O").replace("1", "i"), lambda unit: "-", lambda unit: "%",
    lambda unit: "",
])  # fmt: skip
def test_a_unit_is_found_by_a_part_of_its_label_as_it_is_typed(cast, typed):
    units = stories.seized(cast, count=3)
    sought = typed(units[0])

    found = named_as(access.visible_units(cast.supervisor).filter(seizure=units[0].seizure_id), sought,
                     reader=cast.supervisor)

    plain = sought.upper().removeprefix("C1:").translate(str.maketrans("OIL", "011", " -./"))
    labels = {unit.label for unit in units if plain in unit.label.replace("-", "")}
    assert {unit.label for unit in found} == labels


def test_by_a_seal_only_who_has_the_unit_finds_it(cast):
    unit, *_others = stories.seized(cast, count=2)
    rows = HandlingUnit.objects.filter(seizure=unit.seizure_id)

    assert [each.id for each in named_as(rows, unit.seal[2:], reader=cast.officer)] == [unit.id]
    assert not named_as(rows, unit.seal[2:], reader=cast.supervisor).exists()
