"""Units bear the labels of a roll one after the other: the first and the last are named, and what is amiss is said."""

from __future__ import annotations

import pytest

from custody.core.identifiers import new_label
from custody.evidence.actions import labels, seizure
from custody.evidence.entries import NewUnit
from custody.evidence.models import HandlingUnit
from custody.evidence.selectors.labels import codes_of
from custody.ledger.replay import replay_state
from tests import stories
from tests.stories import act_of


def roll(cast, count=6):
    return codes_of(labels.print_roll(act=act_of(cast.storekeeper), count=count))


def register(cast, of, first, last, *units):
    return seizure.register_units(
        act=act_of(cast.officer), seizure_id=of.id, units=list(units), first_label=first, last_label=last
    )


BAG = NewUnit(kind="bag")


def test_each_unit_bears_the_next_label_of_the_roll_and_what_names_its_own_keeps_it(cast):
    codes, own = roll(cast), new_label(b"own12")

    made = register(
        cast, stories.opened_seizure(cast), codes[1].lower(), codes[3].replace("-", " "), BAG,
        NewUnit(kind="pallet", label=own), BAG, NewUnit(kind="bag", parent_label=own), BAG,
    )  # fmt: skip

    assert [unit.label for unit in made[:3]] == [codes[1], own, codes[2]]
    assert made[4].label == codes[3]
    assert made[3].label not in codes
    assert replay_state().findings == []


@pytest.mark.parametrize(("first", "last", "code"), [
    (2, 1, "labels.range"), (0, None, "label.malformed"), (None, 0, "label.malformed"), (0, "other", "labels.range"),
    ("other", "other", "labels.range"), (0, 3, "labels.row_count"), (0, 0, "labels.row_count"), (3, 5, "labels.used"),
])  # fmt: skip
def test_what_is_amiss_with_the_row_is_said_and_nothing_is_saved(cast, refused, first, last, code):
    codes, of = roll(cast), stories.opened_seizure(cast)
    register(cast, of, codes[5], codes[5], BAG)
    other = {None: None, "other": new_label(b"other")}
    before = HandlingUnit.objects.count()

    with refused(code):
        register(cast, of, other.get(first) or (codes[first] if isinstance(first, int) else None),
                 other.get(last) or (codes[last] if isinstance(last, int) else None), BAG, BAG, BAG)

    assert HandlingUnit.objects.count() == before


def test_a_label_that_was_read_wrong_and_a_withdrawn_roll_are_said(cast, refused):
    made = labels.print_roll(act=act_of(cast.storekeeper), count=2)
    codes, of = codes_of(made), stories.opened_seizure(cast)
    wrong = codes[0][:-1] + ("0" if codes[0][-1] != "0" else "1")
    with refused("label.check"):
        register(cast, of, wrong, codes[1], BAG, BAG)
    labels.void_roll(act=act_of(cast.storekeeper), roll_id=made.id, reason="lost")
    with refused("label.withdrawn"):
        register(cast, of, codes[0], codes[1], BAG, BAG)
